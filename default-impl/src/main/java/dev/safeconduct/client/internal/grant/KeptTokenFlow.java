package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.internal.record.TokenRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A token that another program keeps: it goes to the server itself, is not stored, and is available at any time. */
abstract class KeptTokenFlow implements GrantFlow {

    private final String setting;

    /** @param setting that says where the token is, whose name the grant has too */
    KeptTokenFlow(String setting) {
        this.setting = setting;
    }

    @Override
    public String name() {
        return setting;
    }

    @Override
    public final boolean needsPerson() {
        return false;
    }

    @Override
    public final List<List<String>> requiredKeys() {
        return List.of(List.of(setting));
    }

    @Override
    public final List<String> registeredGrantTypes() {
        return List.of();
    }

    @Override
    public final boolean isKeptElsewhere() {
        return true;
    }

    @Override
    public final boolean canRenew(@Nullable TokenRecord stored) {
        return true;
    }
}
