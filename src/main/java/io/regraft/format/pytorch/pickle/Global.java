package io.regraft.format.pytorch.pickle;

import java.util.Map;

/** The name of a class or function, as the pickle writes it. */
public record Global(String module, String name) {

    private static final Map<String, String> RENAMED_MODULES = Map.of(
            "__builtin__", "builtins",
            "copy_reg", "copyreg",
            "Queue", "queue",
            "SocketServer", "socketserver",
            "ConfigParser", "configparser",
            "repr", "reprlib",
            "cPickle", "pickle",
            "UserDict", "collections",
            "UserList", "collections",
            "UserString", "collections");

    private static final Map<String, String> RENAMED_BUILTINS = Map.of(
            "long", "int",
            "unicode", "str",
            "unichr", "chr",
            "xrange", "range",
            "basestring", "str",
            "reduce", "functools.reduce",
            "intern", "sys.intern");

    /** The name that Python 3 gives it; for comparison only, files keep theirs. */
    public Global current() {
        if (module.equals("__builtin__") && RENAMED_BUILTINS.containsKey(name)) {
            String now = RENAMED_BUILTINS.get(name);
            int dot = now.indexOf('.');
            return dot < 0 ? new Global("builtins", now) : new Global(now.substring(0, dot), now.substring(dot + 1));
        }
        return RENAMED_MODULES.containsKey(module) ? new Global(RENAMED_MODULES.get(module), name) : this;
    }

    /** True if Python 3 would call it so. */
    public boolean is(String currentModule, String currentName) {
        Global now = current();
        return now.module.equals(currentModule) && now.name.equals(currentName);
    }

    /** Module and name with a dot between. */
    @Override
    public String toString() {
        return module + "." + name;
    }
}
