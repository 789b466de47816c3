package library;

import java.util.ArrayList;
import java.util.List;

/** What a client is made from. */
public class Builder {

    public final List<Interceptor> interceptors = new ArrayList<>();
}
