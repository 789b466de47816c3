package hosts;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** An OSGi framework that runs the main class of a bundle. Arguments: a folder for the framework, the class, the bundles, the class's last. */
public final class FelixHost {

    private FelixHost() {}

    public static void main(String[] args) throws Exception {
        Framework framework = new FrameworkFactory().newFramework(Map.of("org.osgi.framework.storage", args[0]));
        framework.start();
        Bundle bundle = null;
        for (int i = 2; i < args.length; i++) {
            bundle = framework
                    .getBundleContext()
                    .installBundle(Path.of(args[i]).toUri().toString());
        }
        bundle.start();
        Class<?> main = bundle.loadClass(args[1]);
        Thread.currentThread().setContextClassLoader(main.getClassLoader());
        main.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
