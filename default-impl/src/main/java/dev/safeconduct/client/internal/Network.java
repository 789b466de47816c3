package dev.safeconduct.client.internal;

import dev.safeconduct.client.internal.callback.LoopbackReceiver;
import dev.safeconduct.client.internal.concurrent.ExitGuard;
import dev.safeconduct.client.internal.concurrent.Lazy;
import dev.safeconduct.client.internal.concurrent.Threads;
import dev.safeconduct.client.internal.concurrent.Timer;
import dev.safeconduct.client.internal.concurrent.Workers;
import dev.safeconduct.client.internal.config.Config;
import dev.safeconduct.client.internal.endpoint.ClientTokenRequest;
import dev.safeconduct.client.internal.endpoint.DeviceAuthorizationEndpoint;
import dev.safeconduct.client.internal.endpoint.IdTokenValidator;
import dev.safeconduct.client.internal.endpoint.PushedAuthorizationEndpoint;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.TokenEndpoint;
import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.login.AuthorizationFlow;
import dev.safeconduct.client.internal.login.DeviceLogin;
import dev.safeconduct.client.internal.login.LoginDiscovery;
import dev.safeconduct.client.internal.login.LoginFlow;
import dev.safeconduct.client.internal.login.LoginIntake;
import dev.safeconduct.client.internal.login.WebLogin;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.spi.ProviderConfig;
import java.time.Clock;

/**
 * What goes to servers for tokens and logins. It is made at the first need: who finds a fresh token in the store has
 * none. Safe for all threads.
 */
final class Network implements AutoCloseable {

    private final Workers httpThreads = new Workers("http");
    private final Transport transport;
    private final Registrar registrar;
    private final TokenEndpoint endpoint;
    private final ClientTokenRequest tokenRequests;
    private final IdTokenValidator idTokens;
    private final ExitGuard exitGuard;
    /** What only a login needs: most programs never see one. */
    private final Lazy<LoopbackReceiver> receiver;

    private final Lazy<LoginFlow> loginFlow;
    private final Lazy<DeviceLogin> deviceLogin;
    private final Lazy<WebLogin> webLogin;
    private volatile boolean closed;

    Network(Config config, Records records, ProviderConfig view, Workers workers, Clock clock, EventLog log) {
        this.transport = new Transport(
                config.duration("safeconduct.http.connect-timeout"),
                config.duration("safeconduct.http.timeout"),
                httpThreads,
                view);
        this.endpoint = new TokenEndpoint(transport, clock);
        this.tokenRequests = new ClientTokenRequest(records, endpoint, clock, log);
        this.idTokens = new IdTokenValidator(transport, clock, log);
        this.registrar = new Registrar(records, transport, clock, log);
        this.receiver = new Lazy<>(() -> receiver(log));
        // A program may end as soon as it has its token, before the browser has fetched its page.
        this.exitGuard = new ExitGuard(() -> receiver.ifMade(LoopbackReceiver::close));
        Lazy<LoginDiscovery> loginDiscovery = new Lazy<>(() -> new LoginDiscovery(records, log));
        Lazy<LoginIntake> intake =
                new Lazy<>(() -> new LoginIntake(records, registrar, tokenRequests, idTokens, exitGuard, clock));
        Lazy<AuthorizationFlow> flow = new Lazy<>(() -> new AuthorizationFlow(
                records,
                loginDiscovery.get(),
                registrar,
                new PushedAuthorizationEndpoint(transport, tokenRequests, clock),
                intake.get(),
                clock,
                log));
        this.deviceLogin = new Lazy<>(() -> deviceLogin(loginDiscovery.get(), intake.get(), workers, clock));
        this.loginFlow = new Lazy<>(() -> new LoginFlow(config, flow.get(), registrar, receiver.get(), workers, clock));
        this.webLogin = new Lazy<>(() -> new WebLogin(records, registrar, flow.get(), clock));
    }

    private DeviceLogin deviceLogin(LoginDiscovery loginDiscovery, LoginIntake intake, Workers workers, Clock clock) {
        DeviceLogin made = new DeviceLogin(
                loginDiscovery,
                registrar,
                new DeviceAuthorizationEndpoint(transport, tokenRequests, clock),
                intake,
                Timer.shared()::after,
                workers,
                clock);
        if (closed) {
            made.close();
        }
        return made;
    }

    /** None that is asked for after the close opens a port. */
    private LoopbackReceiver receiver(EventLog log) {
        LoopbackReceiver made = new LoopbackReceiver(new Threads("callback"), log);
        if (closed) {
            made.close();
        }
        return made;
    }

    Transport transport() {
        return transport;
    }

    Registrar registrar() {
        return registrar;
    }

    TokenEndpoint tokenEndpoint() {
        return endpoint;
    }

    ClientTokenRequest tokenRequests() {
        return tokenRequests;
    }

    IdTokenValidator idTokens() {
        return idTokens;
    }

    ExitGuard exitGuard() {
        return exitGuard;
    }

    LoginFlow loginFlow() {
        return loginFlow.get();
    }

    DeviceLogin deviceLogin() {
        return deviceLogin.get();
    }

    WebLogin webLogin() {
        return webLogin.get();
    }

    /** Ends all logins that wait, gives back ports and threads. Waits up to 3 s for a page to be fetched. */
    @Override
    public void close() {
        closed = true;
        deviceLogin.ifMade(DeviceLogin::close);
        receiver.ifMade(LoopbackReceiver::close);
        exitGuard.close();
        transport.close();
        httpThreads.close();
    }
}
