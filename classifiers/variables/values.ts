/** Values that are harmless for many variables. */

/** Directories of the workspace in which sources lie: what is loaded from there is the project's own. */
export const OWN_FOLDERS =
  /^(?:(?:\.|\.\/?(?:src|lib|app|tests?)|(?:\/workspace|\$PWD|\$\{PWD\}|\$\(pwd\))(?:\/[\w@.-]+)*|(?:src|lib|libs|app|apps|backend|server|api|python|core|packages|services|tests?|tools|scripts)(?:\/[\w@.-]+)*|)(?::|$))+$/;

export const FRESH_FOLDER = /^\0?~|^\/tmp$|^\/tmp\/tmp\.|^\/workspace(?:\/|$)/;

export const LOOPBACK = /^(?:(?:https?|tcp|socks5h?):\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/].*)?$|^$/;

export const PROGRAM_NAMES =
  /^(?:cat|true|false|:|less|more|most|vim?|nvim|nano|emacs|code|code --wait|code -w|none|echo|delta|bat|never|)$/;

/** An editor that replaces text, as for `git rebase -i` without a person. */
export const SED_EDITOR =
  /^(?:sed -i(?:\.\w+)? (?:-e )?(?:'[^'|;&`$<>]*\/'|"[^"|;&`$<>]*\/"|[\d,]*s\/[\w ^$.*-]*\/[\w ]*\/g?))$/;

export const COMPILERS =
  /^(?:(?:ccache |sccache )?(?:[\w-]*-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|tcc|icc|ar|ld|lld|ranlib|nm|strip|as|go|rustc)(?:-\d+(?:\.\d+)*)?(?: -[\w=.-]+)*|)$/;

export const JVM_BAD =
  /-javaagent|-agent(?:lib|path)|-Xbootclasspath|-XX:On|-XX:Flags|-Xrun|@\S|--patch-module|-Djava\.security\.manager|-cp\b|-classpath|--init-script|-I\b/;
