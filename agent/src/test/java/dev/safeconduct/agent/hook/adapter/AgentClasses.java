package dev.safeconduct.agent.hook.adapter;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Stands for the agent's loader: has adapters in their folder, which here are the test's own classes. */
final class AgentClasses extends ClassLoader {

    private final List<String> asked = new ArrayList<>();

    AgentClasses() {
        super(AgentClasses.class.getClassLoader());
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        asked.add(name);
        return name.startsWith("adapters/") ? super.getResourceAsStream(name.substring("adapters/".length())) : null;
    }

    /** The resources that were asked for. */
    List<String> asked() {
        return asked;
    }
}
