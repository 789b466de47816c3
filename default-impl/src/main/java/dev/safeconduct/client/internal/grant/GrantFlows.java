package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.config.GrantType;
import dev.safeconduct.client.internal.config.GrantTypes;
import java.util.List;

/** All grants. A new one is a class and a line here. */
public final class GrantFlows implements GrantTypes {

    /** For the reader of a configuration. */
    public static final GrantTypes ALL = new GrantFlows();

    /** A person logs in in a browser, the default. */
    public static final GrantFlow AUTHORIZATION_CODE = new AuthorizationCodeFlow();

    /** A person enters a code on any device. */
    public static final GrantFlow DEVICE_CODE = new DeviceCodeFlow();

    private static final List<GrantFlow> FLOWS = List.of(
            AUTHORIZATION_CODE,
            new ClientCredentialsFlow(),
            DEVICE_CODE,
            new TokenExchangeFlow(),
            new JwtBearerFlow(),
            new IdJagFlow(),
            new IdTokenForwardingFlow(),
            new TokenFlow(),
            new CommandFlow());

    private GrantFlows() {}

    @Override
    public List<String> later() {
        return List.of();
    }

    @Override
    public List<GrantFlow> all() {
        return FLOWS;
    }

    /** The flow of a grant that was read from a configuration. */
    public static GrantFlow of(GrantType type) {
        for (GrantFlow flow : FLOWS) {
            if (flow.name().equals(type.name())) {
                return flow;
            }
        }
        throw new IllegalArgumentException("an unsupported grant: " + type.name());
    }
}
