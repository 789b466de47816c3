package dev.safeconduct.agent.hook.shape;

/** So that there is something to be done before a constructor's own code. */
public class SampleParent {

    public final String name;

    public SampleParent(String name) {
        this.name = name;
    }
}
