package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.log.EventLog;
import dev.safeconduct.client.internal.record.Records;
import dev.safeconduct.client.internal.record.RegistrationPlace;
import dev.safeconduct.client.internal.record.StoredRegistration;
import dev.safeconduct.client.internal.record.StoredRegistration.Doubt;
import dev.safeconduct.client.internal.record.StoredRegistration.Registered;
import dev.safeconduct.client.internal.record.Versioned;
import dev.safeconduct.client.internal.text.Scopes;
import dev.safeconduct.client.internal.transport.Transport;
import dev.safeconduct.client.oauth.ClientInformation;
import dev.safeconduct.spi.OAuthException;
import dev.safeconduct.spi.TokenStore;
import dev.safeconduct.spi.TokenStoreException;
import dev.safeconduct.spi.TransientException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are registered dynamically, one at each issuer for all its servers and scopes, and when one is replaced
 * (THREATS 85): not by a program on a mere suspicion, not without end, and only once a login with the newer one has
 * succeeded. Safe for all threads; blocks.
 */
final class Registrations {

    /** Longer than a registration takes. */
    private static final Duration LEASE_WAIT = Duration.ofSeconds(20);

    private final Records records;
    private final DynamicRegistration registration;
    private final Clock clock;
    private final EventLog log;

    Registrations(Records records, Transport transport, Clock clock, EventLog log) {
        this.records = records;
        this.registration = new DynamicRegistration(transport);
        this.clock = clock;
        this.log = log;
    }

    /** The client to log in with; registers one if it is missing or of no more use. */
    ClientInformation obtain(RegistrationPlace place, RegistrationNeed need) throws OAuthException {
        StoredRegistration known = records.registrations().read(place).value();
        return known == null || isToBeRenewed(known, need)
                ? registerAlone(place, need)
                : known.forLogin(need.isBegunByUser()).client();
    }

    private boolean isToBeRenewed(StoredRegistration known, RegistrationNeed need) throws OAuthException {
        Registered registered = known.forLogin(need.isBegunByUser());
        boolean isDoubtful =
                registered.doubt() == Doubt.REFUSED || (registered.doubt() == Doubt.UNANSWERED && need.isBegunByUser());
        boolean isOfNoUse = !need.redirectUris().suits(registered.client().redirectUris())
                || !includes(registered.scope(), need.discovered().scope());
        return (isDoubtful || isOfNoUse)
                && need.discovered().metadata().registrationEndpoint() != null
                && known.mayRenew(need.isBegunByUser(), clock.instant());
    }

    /** Of all processes that share the store, one registers. */
    private ClientInformation registerAlone(RegistrationPlace place, RegistrationNeed need) throws OAuthException {
        TokenStore.Lease lease;
        try {
            lease = records.registrations().lease(place, LEASE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("Interrupted while waiting for another registration.", e);
        }
        if (lease == null) {
            throw new TransientException(
                    "Another process has been registering a client at " + place.issuer() + " for "
                            + LEASE_WAIT.toSeconds() + " s.",
                    null);
        }
        try (lease) {
            Versioned<StoredRegistration> found = records.registrations().read(place);
            StoredRegistration known = found.value();
            return known == null || isToBeRenewed(known, need)
                    ? register(place, need, found)
                    : known.forLogin(need.isBegunByUser()).client();
        }
    }

    private ClientInformation register(
            RegistrationPlace place, RegistrationNeed need, Versioned<StoredRegistration> found) throws OAuthException {
        StoredRegistration known = found.value();
        String held =
                known == null ? null : known.forLogin(need.isBegunByUser()).scope();
        String scope =
                held == null ? null : Scopes.union(held, need.discovered().scope());
        ClientInformation client = registration.register(need, place.isWeb(), scope);
        Registered newer = new Registered(client, scope, null);
        StoredRegistration registration =
                known == null ? StoredRegistration.of(newer) : known.renewed(newer, clock.instant());
        if (records.registrations().replace(place, registration, found.version())) {
            return client;
        }
        StoredRegistration other = records.registrations().read(place).value();
        return other == null ? client : other.forLogin(need.isBegunByUser()).client();
    }

    private static boolean includes(@Nullable String registered, @Nullable String wanted) {
        return registered == null || Scopes.includes(registered, wanted);
    }

    /** Notes that an authorization server may not know a client any more; nothing happens where that cannot be noted. */
    void doubt(RegistrationPlace place, ClientInformation client, Doubt doubt) {
        changeKnown(place, registration -> registration.doubted(client.clientId(), doubt));
    }

    /** Notes that a login with a client has succeeded, also where that was forgotten meanwhile. */
    void succeeded(RegistrationPlace place, ClientInformation client) {
        change(
                place,
                registration -> registration == null
                        ? StoredRegistration.of(new Registered(client, null, null))
                        : registration.succeeded(client));
    }

    /** Forgets clients of an issuer and their secrets, if no login there is left. */
    void forgetUnused(String issuer, List<RegistrationPlace> places) {
        try {
            if (!records.tokens().isAnyAt(issuer)) {
                for (RegistrationPlace place : places) {
                    records.registrations().remove(place);
                }
                records.issuerIdentifications().remove(issuer);
            }
        } catch (TokenStoreException e) {
            log.log(EventLog.Level.INFO, "The registration is not forgotten: " + e.getMessage());
        }
    }

    /**
     * Notes that an authorization server refuses a scope to a client that was registered without.
     *
     * @return whether a client registered with it may be let in
     */
    boolean heldToScope(RegistrationPlace place, ClientInformation client) {
        return changeKnown(place, registration -> registration.heldToScope(client.clientId()));
    }

    private boolean changeKnown(RegistrationPlace place, UnaryOperator<StoredRegistration> change) {
        return change(place, registration -> registration == null ? null : change.apply(registration));
    }

    private interface Change {
        @Nullable StoredRegistration of(@Nullable StoredRegistration registration);
    }

    /** Whether anything was changed. A login that has succeeded or failed does not depend on it. */
    private boolean change(RegistrationPlace place, Change change) {
        try {
            while (true) {
                Versioned<StoredRegistration> found = records.registrations().read(place);
                StoredRegistration changed = change.of(found.value());
                if (changed == null || changed.equals(found.value())) {
                    return false;
                }
                if (records.registrations().replace(place, changed, found.version())) {
                    return true;
                }
            }
        } catch (TokenStoreException e) {
            log.log(EventLog.Level.INFO, "What is known of a registration could not be stored: " + e.getMessage());
            return false;
        }
    }
}
