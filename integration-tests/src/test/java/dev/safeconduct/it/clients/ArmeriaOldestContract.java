package dev.safeconduct.it.clients;

import dev.safeconduct.testkit.client.ClientPrograms;

/** Armeria 1.0, which follows no redirects and drops the dot at the end of a host. */
abstract class ArmeriaOldestContract extends ArmeriaContract {

    ArmeriaOldestContract(ClientPrograms programs) {
        super(programs);
    }

    @Override
    protected boolean follows(int status) {
        return false;
    }

    @Override
    protected boolean dropsTrailingDots() {
        return true;
    }
}
