package dev.safeconduct.agent.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Takes the fields that an authorization writes, one or two. */
public final class HeaderFields implements BiConsumer<String, String> {

    private final List<String> texts = new ArrayList<>(4);

    @Override
    public void accept(String name, String value) {
        texts.add(name);
        texts.add(value);
    }

    /** How many fields there are. */
    public int size() {
        return texts.size() / 2;
    }

    /** The name of a field. */
    public String name(int index) {
        return texts.get(2 * index);
    }

    /** The value of a field. */
    public String value(int index) {
        return texts.get(2 * index + 1);
    }
}
