package dev.safeconduct.agent.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Takes {@code text} and {@code json}. */
final class JsonOrText implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
        if (text.equals("text") || text.equals("json")) {
            return text;
        }
        throw new TypeConversionException("'" + text + "' is neither text nor json");
    }
}
