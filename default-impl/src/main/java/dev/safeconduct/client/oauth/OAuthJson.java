package dev.safeconduct.client.oauth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import dev.safeconduct.spi.OAuthException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects in and out (RFC 8259), with limits: {@value #MAX_BYTES} bytes of UTF-8, {@value #MAX_DEPTH} levels,
 * names and numbers of a thousand characters, no duplicate member. Whatever is read can be written again. Reads by the streaming parser
 * alone. Safe for all threads.
 */
public final class OAuthJson {

    /** The largest document that is read. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The deepest nesting that is read. */
    public static final int MAX_DEPTH = 16;

    /** The longest number or name of a member that is read, in characters. */
    private static final int MAX_TOKEN = 1000;

    /** A name that is read once is not worth a table of names, which a hostile server could make slow. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_TOKEN)
                    .maxNameLength(MAX_TOKEN)
                    .build())
            .build();

    /** Loaded with the first document that is written: who reads does without. */
    private static final class Layout {

        private static final DefaultPrettyPrinter TWO_SPACES = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"));

        private Layout() {}
    }

    private OAuthJson() {}

    /**
     * Reads one JSON object.
     *
     * @param what what is being read, for the message of an error
     * @return the members in their order; values are String, Boolean, Integer, Long, BigInteger, Double, List, Map or
     *     null
     * @throws OAuthException if it is not a single JSON object within the limits; the message quotes nothing of it
     */
    public static Map<String, @Nullable Object> parseObject(byte[] json, String what) throws OAuthException {
        if (json.length > MAX_BYTES) {
            throw new OAuthException("The " + what + " is larger than " + MAX_BYTES + " bytes.");
        }
        try (JsonParser parser = FACTORY.createParser(decode(json))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new OAuthException("The " + what + " is not a JSON object.");
            }
            Map<String, @Nullable Object> object = object(parser, what);
            if (parser.nextToken() != null) {
                throw new OAuthException("The " + what + " has something after its JSON object.");
            }
            return object;
        } catch (CharacterCodingException e) {
            throw new OAuthException("The " + what + " is not UTF-8.");
        } catch (StreamConstraintsException e) {
            throw new OAuthException("The " + what + " has more than " + MAX_DEPTH
                    + " levels, or a name or number of more than " + MAX_TOKEN + " characters.");
        } catch (JsonProcessingException e) {
            // No cause: the parser's own message quotes the document, which may hold a secret.
            throw new OAuthException("The " + what + " is not well-formed JSON (line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ").");
        } catch (OAuthException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // reading from memory
        }
    }

    /** RFC 8259 §8.1: UTF-8; a byte order mark is ignored. */
    private static char[] decode(byte[] json) throws CharacterCodingException {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
        if (text.hasRemaining() && text.get(0) == '\ufeff') {
            text.get();
        }
        char[] characters = new char[text.remaining()];
        text.get(characters);
        return characters;
    }

    private static Map<String, @Nullable Object> object(JsonParser parser, String what) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName(), what);
            parser.nextToken();
            if (members.containsKey(name)) {
                throw new OAuthException("The " + what + " has a member twice.");
            }
            members.put(name, value(parser, what));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser, String what) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, what));
        }
        return items;
    }

    private static @Nullable Object value(JsonParser parser, String what) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, what);
            case START_ARRAY -> array(parser, what);
            case VALUE_STRING -> whole(parser.getText(), what);
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue(), what);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Half a surrogate pair, which an escape can make, could not be written again. */
    private static String whole(String text, String what) throws OAuthException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new OAuthException("The " + what + " has a text that is not Unicode.");
        }
        return text;
    }

    private static double finite(double number, String what) throws OAuthException {
        if (!Double.isFinite(number)) {
            throw new OAuthException("The " + what + " has a number that is out of range.");
        }
        return number;
    }

    /**
     * Writes one JSON object, indented by two spaces.
     *
     * @param members values as {@link #parseObject} returns them; a null value is written as {@code null}
     */
    public static byte[] write(Map<String, ? extends @Nullable Object> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            generator.setPrettyPrinter(Layout.TWO_SPACES.createInstance());
            write(generator, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                generator.writeFieldName(String.valueOf(member.getKey()));
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object item : list) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof Number number) {
            generator.writeNumber(number.toString());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString());
        }
    }
}
