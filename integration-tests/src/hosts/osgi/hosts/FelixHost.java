package hosts;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.launch.Framework;

/** An OSGi framework with one bundle, whose main class is run. Arguments: the bundle, the class, a folder for the framework. */
public final class FelixHost {

    private FelixHost() {}

    public static void main(String[] args) throws Exception {
        Framework framework = new FrameworkFactory().newFramework(Map.of("org.osgi.framework.storage", args[2]));
        framework.start();
        Bundle bundle =
                framework.getBundleContext().installBundle(Path.of(args[0]).toUri().toString());
        bundle.start();
        Class<?> main = bundle.loadClass(args[1]);
        Thread.currentThread().setContextClassLoader(main.getClassLoader());
        main.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}
