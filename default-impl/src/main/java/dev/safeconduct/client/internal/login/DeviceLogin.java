package dev.safeconduct.client.internal.login;

import dev.safeconduct.client.internal.discovery.ConfiguredServer;
import dev.safeconduct.client.internal.discovery.DiscoveredServer;
import dev.safeconduct.client.internal.endpoint.DeviceAuthorization;
import dev.safeconduct.client.internal.endpoint.DeviceAuthorizationEndpoint;
import dev.safeconduct.client.internal.endpoint.Registrar;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed;
import dev.safeconduct.client.internal.endpoint.RegistrationNeed.RedirectUriChoice;
import dev.safeconduct.client.internal.grant.GrantFlows;
import dev.safeconduct.client.internal.login.LoginIntake.LoginClient;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.TokenRecord;
import dev.safeconduct.client.oauth.AuthChallenge;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.client.oauth.ErrorResponseException;
import dev.safeconduct.spi.LoginPrompt;
import dev.safeconduct.spi.MetadataException;
import dev.safeconduct.spi.OAuthException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A login by the device authorization grant (RFC 8628): the person enters a code in a browser anywhere, while this asks
 * for the token again and again. Needs no port and no browser here.
 */
public final class DeviceLogin implements LoginWay, AutoCloseable {

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        /** Runs a short task after this time on a thread of its own; see {@code Timer}. */
        Future<?> after(Duration time, Runnable task);
    }

    private final LoginDiscovery discovery;
    private final Registrar registrar;
    private final DeviceAuthorizationEndpoint endpoint;
    private final LoginIntake intake;
    private final Pause pause;
    private final Executor executor;
    private final Clock clock;
    /** What gives up the logins that wait. */
    private final Set<Runnable> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    /** @param pause lets time pass between two requests */
    public DeviceLogin(
            LoginDiscovery discovery,
            Registrar registrar,
            DeviceAuthorizationEndpoint endpoint,
            LoginIntake intake,
            Pause pause,
            Executor executor,
            Clock clock) {
        this.discovery = discovery;
        this.registrar = registrar;
        this.endpoint = endpoint;
        this.intake = intake;
        this.pause = pause;
        this.executor = executor;
        this.clock = clock;
    }

    /** Whether a server's logins may go this way. Blocks. */
    public boolean isOffered(ConfiguredServer server, List<AuthChallenge> challenges) {
        try {
            discover(server, challenges);
            return true;
        } catch (OAuthException e) {
            return false; // who asks for it is told why
        }
    }

    @Override
    public CompletableFuture<TokenRecord> start(Order order) {
        CompletableFuture<TokenRecord> login = new CompletableFuture<>();
        Runnable giveUp = () -> login.cancel(false);
        underWay.add(giveUp);
        var unused = login.whenComplete((record, failure) -> underWay.remove(giveUp));
        if (closed) {
            giveUp.run();
        }
        executor.execute(() -> begin(order, login));
        return login;
    }

    private void begin(Order order, CompletableFuture<TokenRecord> login) {
        try {
            DiscoveredServer discovered = discover(order.server(), order.challenges());
            Codes codes = codes(order, discovered);
            DeviceAuthorization issued = codes.authorization();
            discovery.sayWhatIsWider(order.server(), discovered, order.isBegunByUser());
            order.server().check(issued.verificationUri(), "page to enter the code at");
            Duration lifetime = shorter(order.timeout(), issued.lifetime());
            Instant deadline = clock.instant().plus(lifetime);
            order.presenter()
                    .present(new LoginPrompt(
                            issued.verificationUri(),
                            order.server().key().server(),
                            order.server().config().account(),
                            issued.userCode(),
                            deadline));
            new DevicePolling(
                            order.server(),
                            codes.who(),
                            issued,
                            deadline,
                            login,
                            intake,
                            registrar,
                            pause,
                            executor,
                            clock)
                    .start();
        } catch (OAuthException | RuntimeException e) {
            login.completeExceptionally(LoginFlow.asOAuthException(e, order.timeout()));
        }
    }

    private DiscoveredServer discover(ConfiguredServer server, List<AuthChallenge> challenges) throws OAuthException {
        return discovery.discover(server, challenges, discovered -> {
            if (!DeviceAuthorizationEndpoint.isOffered(discovered)) {
                throw new MetadataException("The authorization server " + discovered.issuer()
                        + " offers no login by a code for another device (RFC 8628).");
            }
        });
    }

    /** The codes and the client that they were issued to. */
    private record Codes(LoginClient who, DeviceAuthorization authorization) {}

    /** Asks for codes, and once more where the client turns out to be forgotten and another one is registered. */
    private Codes codes(Order order, DiscoveredServer discovered) throws OAuthException {
        LoginClient who = client(order, discovered);
        try {
            return new Codes(who, authorize(order.server(), who));
        } catch (ErrorResponseException e) {
            registrar.refused(who.place(), who.client(), e);
            LoginClient other = client(order, discovered);
            if (other.client().clientId().equals(who.client().clientId())) {
                throw e;
            }
            return new Codes(other, authorize(order.server(), other));
        }
    }

    private LoginClient client(Order order, DiscoveredServer discovered) throws OAuthException {
        ConfiguredServer server = order.server();
        RegistrationPlace place = RegistrationPlace.ofDevice(discovered.issuer());
        ClientInformation client = registrar.obtain(
                place,
                new RegistrationNeed(
                        server.config(),
                        discovered,
                        server.policy(),
                        GrantFlows.DEVICE_CODE.registeredGrantTypes(),
                        RedirectUriChoice.none(),
                        order.isBegunByUser()));
        return new LoginClient(discovered, client, place);
    }

    private DeviceAuthorization authorize(ConfiguredServer server, LoginClient who) throws OAuthException {
        registrar.useForLogin(server.config(), who.client(), who.discovered());
        return endpoint.request(server, who.discovered(), who.client());
    }

    private static Duration shorter(Duration timeout, @Nullable Duration lifetime) {
        return lifetime == null || timeout.compareTo(lifetime) < 0 ? timeout : lifetime;
    }

    /** Gives up all logins that wait. Idempotent. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(Runnable::run);
    }
}
