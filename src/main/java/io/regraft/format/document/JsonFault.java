package io.regraft.format.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says where a text stops being JSON and what was expected there: a parser's own words are for programmers. */
public final class JsonFault {

    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'.*", Pattern.DOTALL);
    private static final Pattern TOKEN = Pattern.compile("Non-standard token '([^']*)'.*", Pattern.DOTALL);

    private JsonFault() {}

    /**
     * The problem of a text that a parser refused.
     *
     * @param bytes the text in UTF-8
     * @param refusal the parser's, for what is wrong beyond the grammar
     * @param fix what to do next
     */
    public static Problem of(String file, byte[] bytes, JsonProcessingException refusal, Kind kind, String fix) {
        try {
            new JsonScanner(file, bytes).root();
        } catch (RegraftException e) {
            return new Problem(kind, e.first().where(), e.first().what(), fix);
        }
        JsonLocation at = refusal.getLocation() == null ? JsonLocation.NA : refusal.getLocation();
        Where.InText where = new Where.InText(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
        String said = String.valueOf(refusal.getOriginalMessage());
        Matcher twice = TWICE.matcher(said);
        if (twice.matches()) {
            return new Problem(kind, where, "the name '" + twice.group(1) + "' stands here a second time", fix);
        }
        return Problem.expected(kind, where, "a JSON value", found(bytes, refusal, said), fix);
    }

    private static String found(byte[] bytes, JsonProcessingException refusal, String said) {
        Matcher token = TOKEN.matcher(said);
        if (token.matches()) {
            return "'" + token.group(1) + "', which JSON does not have";
        }
        if (refusal instanceof StreamConstraintsException) {
            return "one that is too long or too deep";
        }
        return bytes.length > 0 && (bytes[0] & 0xFF) == 0xEF ? "a byte-order mark before it" : "another text";
    }
}
