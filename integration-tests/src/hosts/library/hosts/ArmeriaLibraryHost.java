package hosts;

import dev.safeconduct.client.Safeconduct;
import dev.safeconduct.clients.armeria.SafeconductArmeria;

/** The same as {@link ArmeriaHost}, with the library and no agent. */
public final class ArmeriaLibraryHost {

    private ArmeriaLibraryHost() {}

    public static void main(String[] args) throws Exception {
        try (Safeconduct safeconduct = Safeconduct.create()) {
            new ArmeriaHost(builder -> builder.decorator(SafeconductArmeria.newDecorator(safeconduct))).serve();
        }
        System.exit(0);
    }
}
