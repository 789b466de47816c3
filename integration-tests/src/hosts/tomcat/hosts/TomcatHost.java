package hosts;

import java.io.File;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat. Says its port, deploys applications at a path, undeploys them, and counts the loaders that are left of those. */
public final class TomcatHost {

    private static final List<WeakReference<ClassLoader>> UNDEPLOYED = new ArrayList<>();
    private static final Tomcat TOMCAT = new Tomcat();

    private TomcatHost() {}

    public static void main(String[] args) throws Exception {
        TOMCAT.setBaseDir(args[0]);
        TOMCAT.setPort(0);
        TOMCAT.getConnector().setProperty("address", "127.0.0.1");
        TOMCAT.getHost();
        TOMCAT.start();
        Lines.say("port", Integer.toString(TOMCAT.getConnector().getLocalPort()));
        Lines.serve(TomcatHost::obey);
        System.exit(0);
    }

    private static void obey(List<String> command) throws Exception {
        switch (command.get(0)) {
            case "deploy" -> {
                // As a web application is: by the annotations of its classes, in a loader that looks into it first.
                StandardContext context = new StandardContext();
                context.setPath(command.get(1));
                context.setName(command.get(1));
                context.setDocBase(new File(command.get(2)).getAbsolutePath());
                context.addLifecycleListener(new ContextConfig());
                TOMCAT.getHost().addChild(context);
                Lines.say("deployed", context.getStateName());
            }
            case "undeploy" -> {
                Context context = (Context) TOMCAT.getHost().findChild(command.get(1));
                UNDEPLOYED.add(new WeakReference<>(context.getLoader().getClassLoader()));
                TOMCAT.getHost().removeChild(context);
                Lines.say("undeployed", command.get(1));
            }
            case "left" -> {
                System.gc();
                Lines.say(
                        "left",
                        Long.toString(UNDEPLOYED.stream()
                                .filter(loader -> loader.get() != null)
                                .count()));
            }
            default -> throw new IllegalArgumentException(command.get(0));
        }
    }
}
