package dev.safeconduct.agent.hook.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.safeconduct.agent.hook.AdapterSource;
import dev.safeconduct.agent.hook.Handles;
import dev.safeconduct.agent.hook.Relocation;
import dev.safeconduct.client.oauth.Authorization;
import dev.safeconduct.client.oauth.Token;
import dev.safeconduct.clients.sample.SafeconductSample;
import java.util.List;
import library.Client;
import org.junit.jupiter.api.Test;

class AdapterLoaderTest {

    private static final String SAMPLE = SafeconductSample.class.getName();

    private final HostLoader host = new HostLoader();
    private final AdapterLoader loader =
            new AdapterLoader("sample", SAMPLE, new AdapterSource(new AgentClasses(), Relocation.NONE), host);

    @Test
    void its_own_package_is_its_own() throws ClassNotFoundException {
        Class<?> type = loader.loadClass(SAMPLE);
        assertThat(type.getClassLoader()).isSameAs(loader);
        assertThat(type).isNotSameAs(SafeconductSample.class);
        assertThat(loader.loadClass(SAMPLE)).isSameAs(type);
    }

    @Test
    void what_is_shared_is_the_agents() throws ClassNotFoundException {
        assertThat(loader.loadClass(Authorization.class.getName())).isSameAs(Authorization.class);
    }

    /** Neither the agent's, which have more rights, nor the host's, which may be another version. */
    @Test
    void t74_no_other_class_of_ours_is_seen() {
        for (Class<?> ours : List.of(Handles.class, Token.class, AdapterLoader.class)) {
            assertThatThrownBy(() -> loader.loadClass(ours.getName())).isInstanceOf(ClassNotFoundException.class);
        }
        assertThatThrownBy(() -> loader.loadClass("dev.safeconduct.client.request.deeper.Type"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void all_else_is_the_hosts() throws ClassNotFoundException {
        assertThat(loader.loadClass(Client.class.getName()))
                .isSameAs(host.client())
                .isNotSameAs(Client.class);
        assertThat(loader.loadClass("java.util.List")).isSameAs(List.class);
    }
}
