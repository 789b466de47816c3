package dev.safeconduct.client.internal.endpoint;

import dev.safeconduct.client.internal.transport.HttpResult;
import dev.safeconduct.client.oauth.ClientMetadata;
import dev.safeconduct.client.oauth.RefreshTokenGrant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for at a registration, and how less is asked for after a refusal. No network, no state.
 *
 * @param methods how the client may authenticate, the first one first; never empty
 * @param scope null for none, which lets the client ask for any
 * @param saysNone whether what the client has none of, redirect URIs and response types, is an empty list
 */
record RegistrationDraft(
        String applicationType,
        List<URI> redirectUris,
        List<String> grantTypes,
        List<String> methods,
        @Nullable String scope,
        boolean saysNone) {

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    /** Something that servers are known to refuse, the words by which they name it, and how to do without. */
    private record Concession(
            List<String> words, Predicate<RegistrationDraft> isLeft, UnaryOperator<RegistrationDraft> change) {}

    private static final Concession SCOPE = new Concession(
            List.of("scope"), draft -> draft.scope != null, draft -> draft.with(draft.redirectUris, null));

    /** Where none is named, the first that is left is tried. */
    private static final List<Concession> CONCESSIONS = List.of(
            SCOPE,
            new Concession(
                    List.of("redirect"),
                    draft -> draft.redirectUris.size() > 1,
                    draft -> draft.with(draft.redirectUris.subList(0, 1), draft.scope)),
            new Concession(
                    List.of("redirect", "response"),
                    draft -> draft.redirectUris.isEmpty() && draft.saysNone,
                    RegistrationDraft::withoutEmptyLists),
            new Concession(
                    List.of("refresh", "grant"),
                    draft -> !RefreshTokenGrant.removedFrom(draft.grantTypes).equals(draft.grantTypes),
                    RegistrationDraft::withoutRefreshToken),
            new Concession(List.of("method"), draft -> draft.methods.size() > 1, RegistrationDraft::withOtherMethod));

    /** What is asked for first: all of it. */
    RegistrationDraft(
            String applicationType,
            List<URI> redirectUris,
            List<String> grantTypes,
            List<String> methods,
            @Nullable String scope) {
        this(applicationType, redirectUris, grantTypes, methods, scope, true);
    }

    private RegistrationDraft with(List<URI> uris, @Nullable String otherScope) {
        return new RegistrationDraft(applicationType, uris, grantTypes, methods, otherScope, saysNone);
    }

    private RegistrationDraft withoutRefreshToken() {
        List<String> others = RefreshTokenGrant.removedFrom(grantTypes);
        return new RegistrationDraft(applicationType, redirectUris, others, methods, scope, saysNone);
    }

    private RegistrationDraft withOtherMethod() {
        return new RegistrationDraft(
                applicationType, redirectUris, grantTypes, methods.subList(1, methods.size()), scope, saysNone);
    }

    private RegistrationDraft withoutEmptyLists() {
        return new RegistrationDraft(applicationType, redirectUris, grantTypes, methods, scope, false);
    }

    /**
     * RFC 7591 §2. A client without a redirect URI is one without the authorization endpoint, too (§2.1). That is said, as a
     * missing member means the response type {@code code}; to a server that takes no empty list (Spring) it is not.
     */
    ClientMetadata metadata() {
        ClientMetadata said = saying();
        if (saysNone || !redirectUris.isEmpty()) {
            return said;
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>(said.members());
        members.keySet().removeAll(List.of("redirect_uris", "response_types"));
        return new ClientMetadata(members);
    }

    private ClientMetadata saying() {
        return ClientMetadata.builder()
                .clientName("Safeconduct")
                .applicationType(applicationType)
                .redirectUris(redirectUris)
                .grantTypes(grantTypes.toArray(String[]::new))
                .responseTypes(redirectUris.isEmpty() ? new String[0] : new String[] {"code"})
                .tokenEndpointAuthMethod(methods.get(0))
                .scope(scope)
                .build();
    }

    /**
     * What to ask for instead, where this was refused: without the part that the server names, else without the next that
     * servers refuse; null if there is nothing to leave out.
     */
    @Nullable RegistrationDraft after(HttpResult refusal) {
        if (refusal.status() == FORBIDDEN) {
            return SCOPE.isLeft.test(this) ? SCOPE.change.apply(this) : null;
        }
        if (refusal.status() != BAD_REQUEST) {
            return null;
        }
        String text = new String(refusal.body(), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        Concession next = null;
        for (Concession each : CONCESSIONS) {
            boolean named = each.words.stream().anyMatch(text::contains);
            if (each.isLeft.test(this) && (named || next == null)) {
                next = each;
                if (named) {
                    break;
                }
            }
        }
        return next == null ? null : next.change.apply(this);
    }
}
