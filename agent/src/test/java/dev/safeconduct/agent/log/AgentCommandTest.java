package dev.safeconduct.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that a user pastes into a shell. */
class AgentCommandTest {

    private static final String SERVER = "https://api.example.com/mcp";

    @Test
    void a_scope_is_in_the_command() {
        assertThat(AgentCommand.howToLogIn(SERVER, "read https://a.example/mail.write x:y"))
                .endsWith(" login --scope=\"read https://a.example/mail.write x:y\" " + SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(touch x)", "`id`", "a;b", "a\"b", "a\\b", "a!b", "a\nb", "%PATH%", "a  b"})
    void what_a_shell_could_read_otherwise_is_not(String scope) {
        assertThat(AgentCommand.howToLogIn(SERVER, scope)).endsWith(" login --scope=\"<the scope>\" " + SERVER);
    }
}
