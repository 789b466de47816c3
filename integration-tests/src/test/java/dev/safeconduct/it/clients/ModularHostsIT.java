package dev.safeconduct.it.clients;

import dev.safeconduct.it.AgentConfig;
import dev.safeconduct.it.HostJvm;
import dev.safeconduct.it.Jdk;
import dev.safeconduct.testkit.client.Api;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients whose classes come from JBoss Modules, an OSGi framework, or named modules. */
@Tag("full")
class ModularHostsIT {

    static Stream<Arguments> hostsAndClients() {
        List<EveryClient> clients = List.of(
                EveryClient.OKHTTP_5,
                EveryClient.HTTP_CLIENT_4,
                EveryClient.HTTP_CLIENT_5,
                EveryClient.HTTP_ASYNC_CLIENT_4,
                EveryClient.ASYNC_HTTP_CLIENT,
                EveryClient.JETTY_12);
        return Stream.of(ModularHost.JBOSS_MODULES, ModularHost.FELIX, ModularHost.MODULE_PATH)
                .flatMap(host -> clients.stream()
                        .flatMap(client -> Stream.of(Jdk.values()).map(jdk -> Arguments.of(host, client, jdk))));
    }

    @ParameterizedTest
    @EnumSource
    void a_client_on_a_netty_whose_parts_have_loaders_of_their_own_gets_its_tokens(Jdk jdk) throws IOException {
        a_client_gets_its_first_token_and_another_after_a_revocation(
                ModularHost.JBOSS_MODULES_OF_NETTY, EveryClient.ASYNC_HTTP_CLIENT, jdk);
    }

    /** Not Ktor, whose engine does not import all that its adapter needs: its requests go out without a token. */
    static Stream<Arguments> clientsOfLibraries() {
        return Stream.of(EveryClient.values())
                .filter(client -> client.hasAdapter() && client != EveryClient.KTOR)
                .flatMap(client -> Stream.of(Jdk.values()).map(jdk -> Arguments.of(client, jdk)));
    }

    @ParameterizedTest
    @MethodSource("clientsOfLibraries")
    void a_client_whose_jars_are_bundles_gets_its_tokens(EveryClient client, Jdk jdk) throws IOException {
        a_client_gets_its_first_token_and_another_after_a_revocation(ModularHost.FELIX_OF_BUNDLES, client, jdk);
    }

    @ParameterizedTest
    @MethodSource("hostsAndClients")
    void a_client_gets_its_first_token_and_another_after_a_revocation(ModularHost host, EveryClient client, Jdk jdk)
            throws IOException {
        try (Api api = Api.start();
                HostJvm program = host.program(jdk, client)
                        .agent(AgentConfig.file(api.settings("api")))
                        .environment(Api.SECRET_VARIABLE, Api.SECRET)
                        .start()) {
            TwoTokens.assertUsed(api, program);
        }
    }
}
