package dev.safeconduct.client.internal.grant;

import dev.safeconduct.client.oauth.DeviceCodeGrant;

/** A person enters a code on any device that has a browser (RFC 8628). */
final class DeviceCodeFlow extends PersonFlow {

    DeviceCodeFlow() {
        super(DeviceCodeGrant.TYPE);
    }

    @Override
    public String name() {
        return DeviceCodeGrant.DEVICE_CODE;
    }

    @Override
    public boolean showsUserCode() {
        return true;
    }

    @Override
    public String status() {
        return "a person enters a code on any device";
    }
}
