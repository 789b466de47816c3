package dev.safeconduct.agent.hook.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.safeconduct.agent.hook.AdapterSource;
import dev.safeconduct.agent.hook.RecordingLog;
import dev.safeconduct.agent.hook.Relocation;
import dev.safeconduct.agent.hook.adapter.Adapter.Subject;
import dev.safeconduct.clients.sample.SafeconductSample;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import library.Builder;
import library.Client;
import library.Interceptor;
import org.junit.jupiter.api.Test;

class AdapterHandlerTest {

    private static final String SAMPLE = SafeconductSample.class.getName();

    private final RecordingLog log = new RecordingLog();
    private final AgentClasses agent = new AgentClasses();

    @Test
    void each_loader_of_the_host_has_an_adapter_of_its_own() throws ReflectiveOperationException {
        AdapterHandler handler = handler("install", Subject.FIRST_PARAMETER);
        List<Class<?>> types = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HostLoader host = new HostLoader();
            Object builder = host.builder();
            assertThat(handler.apply(host.client(), new Object[] {builder})).isNull();
            assertThat(handler.apply(host.client(), new Object[] {builder})).isNull();
            List<?> interceptors = interceptors(builder);
            assertThat(interceptors).hasSize(2);
            assertThat(interceptors.get(1).getClass())
                    .isSameAs(interceptors.get(0).getClass());
            types.add(interceptors.get(0).getClass());
        }
        assertThat(types).doesNotHaveDuplicates();
    }

    @Test
    void the_adapter_is_that_of_the_woven_class_whatever_extends_it() {
        AdapterHandler handler = handler("install", Subject.FIRST_PARAMETER);
        Builder builder = new Builder();
        handler.apply(new ExtendedClient(builder), new Object[] {builder});
        handler.apply(Client.class, new Object[] {builder});
        assertThat(builder.interceptors).hasSize(2);
        assertThat(builder.interceptors.get(0).getClass())
                .isSameAs(builder.interceptors.get(1).getClass());
        assertThat(builder.interceptors.get(0).intercept("request")).isEqualTo("request with a token");
    }

    @Test
    void a_result_is_replaced_by_that_of_the_adapter() {
        Builder builder = new Builder();
        Object other = handler("replace", Subject.VALUE).apply(Client.class, builder);
        assertThat(other).isInstanceOf(Builder.class).isNotSameAs(builder);
        assertThat(((Builder) other).interceptors).hasSize(1);
    }

    @Test
    void of_several_methods_the_one_for_the_woven_class_is_called() {
        Client client = new Client(new Builder());
        handler("prepare", Subject.SELF).apply(client, null);
        assertThat(client.builder.interceptors).hasSize(1);
    }

    @Test
    void an_adapter_may_get_the_object_and_the_argument() {
        Client client = new Client(new Builder());
        for (Subject subject : List.of(Subject.SELF_AND_PARAMETERS, Subject.SELF_AND_VALUE)) {
            assertThat(handler("both", subject).apply(client, "argument")).isEqualTo(List.of(client, "argument"));
        }
        assertThat(handler("failToo", Subject.SELF_AND_PARAMETERS).apply(client, "argument"))
                .isNull();
        assertThat(handler("failToo", Subject.SELF_AND_VALUE).apply(client, "argument"))
                .isEqualTo("argument");
    }

    @Test
    void sites_that_share_their_loaders_share_what_the_adapter_knows_and_one_line() {
        AdapterLoaders loaders = new AdapterLoaders("sample", SAMPLE, source(agent));
        Client client = new Client(new Builder());
        for (int i = 1; i <= 2; i++) {
            assertThat(sharing("count", loaders).apply(client, "argument")).isEqualTo(i);
            assertThat(sharing("failToo", loaders).apply(client, "argument")).isNull();
        }
        assertThat(handler("count", Subject.SELF_AND_PARAMETERS).apply(client, "argument"))
                .isEqualTo(1);
        assertThat(log.lines()).hasSize(1);
    }

    private AdapterHandler sharing(String method, AdapterLoaders loaders) {
        return new AdapterHandler(
                "sample",
                new Adapter(Client.class.getName(), SAMPLE, method, Subject.SELF_AND_PARAMETERS),
                loaders,
                () -> (UnaryOperator<String>) AdapterHandlerTest::withToken,
                log);
    }

    @Test
    void the_loader_says_in_stack_traces_whose_it_is() {
        Builder builder = new Builder();
        handler("install", Subject.FIRST_PARAMETER).apply(Client.class, new Object[] {builder});
        Interceptor interceptor = builder.interceptors.get(0);
        assertThat(interceptor.getClass().getClassLoader().getName()).isEqualTo("safeconduct-sample");
    }

    @Test
    void an_adapter_that_is_not_there_is_looked_for_once_told_once_and_changes_nothing() {
        for (Subject subject : List.of(Subject.FIRST_PARAMETER, Subject.VALUE)) {
            RecordingLog itsLog = new RecordingLog();
            AgentClasses itsAgent = new AgentClasses();
            AdapterHandler handler = new AdapterHandler(
                    "sample",
                    new Adapter(Client.class.getName(), "dev.safeconduct.clients.sample.Missing", "install", subject),
                    source(itsAgent),
                    () -> (UnaryOperator<String>) AdapterHandlerTest::withToken,
                    itsLog);
            Object argument = subject == Subject.VALUE ? new Builder() : new Object[] {new Builder()};
            for (int i = 0; i < 3; i++) {
                assertThat(handler.apply(Client.class, argument)).isSameAs(subject == Subject.VALUE ? argument : null);
            }
            assertThat(itsAgent.asked()).hasSize(1);
            assertThat(itsLog.lines())
                    .containsExactly("WARN Internal error (java.lang.ClassNotFoundException:"
                            + " dev.safeconduct.clients.sample.Missing): requests of this program's sample get no token."
                            + " See safeconduct.agent.log=debug.");
        }
    }

    @Test
    void an_adapter_that_fails_disturbs_nobody_and_is_told_once_without_its_words() {
        AdapterHandler handler = handler("fail", Subject.FIRST_PARAMETER);
        for (int i = 0; i < 3; i++) {
            assertThat(handler.apply(Client.class, new Object[] {new Builder()}))
                    .isNull();
        }
        assertThat(log.lines()).singleElement().asString().startsWith("WARN Internal error (java.lang.IllegalState");
        assertThat(log.lines().get(0)).doesNotContain("secret");
    }

    @Test
    void what_is_not_of_the_woven_class_is_left_alone() {
        AdapterHandler handler = handler("install", Subject.FIRST_PARAMETER);
        Builder builder = new Builder();
        assertThat(handler.apply(String.class, new Object[] {builder})).isNull();
        assertThat(handler.apply("text", new Object[] {builder})).isNull();
        assertThat(builder.interceptors).isEmpty();
    }

    @Test
    void a_loader_that_the_host_drops_is_collected_with_its_adapter() throws Exception {
        AdapterHandler handler = handler("install", Subject.FIRST_PARAMETER);
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        List<Reference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            loaders.add(new WeakReference<>(use(handler), collected));
        }
        int gone = 0;
        for (int attempt = 0; gone < loaders.size() && attempt < 50; attempt++) {
            System.gc();
            while (collected.remove(100) != null) {
                gone++;
            }
        }
        assertThat(gone).isEqualTo(10);
        assertThat(handler.apply("the handler", null)).as("is still there").isNull();
    }

    private static AdapterSource source(AgentClasses agent) {
        return new AdapterSource(agent, Relocation.NONE);
    }

    private static String withToken(String request) {
        return request + " with a token";
    }

    /** Creates a client in a loader of its own. */
    private static ClassLoader use(AdapterHandler handler) throws ReflectiveOperationException {
        HostLoader host = new HostLoader();
        Object builder = host.builder();
        handler.apply(host.client(), new Object[] {builder});
        assertThat(interceptors(builder)).hasSize(1);
        return host;
    }

    private static List<?> interceptors(Object builder) throws ReflectiveOperationException {
        return (List<?>) builder.getClass().getField("interceptors").get(builder);
    }

    private AdapterHandler handler(String method, Subject subject) {
        return new AdapterHandler(
                "sample",
                new Adapter(Client.class.getName(), SAMPLE, method, subject),
                source(agent),
                () -> (UnaryOperator<String>) AdapterHandlerTest::withToken,
                log);
    }

    private static final class ExtendedClient extends Client {
        ExtendedClient(Builder builder) {
            super(builder);
        }
    }
}
