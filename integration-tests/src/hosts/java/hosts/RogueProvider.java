package hosts;

/** What a service file of the application's own class path names. */
public final class RogueProvider {
    public RogueProvider() {}
}
