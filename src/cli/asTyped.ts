import { resolve } from "node:path";

/** Commands that hints send people to. */
const COMMAND = /\bpalimpsest (?=(?:audit|resume|runs|report|models|doctor|generate|score|lab)\b)/g;

/**
 * A sentence in the words of this command line: files under the names they were given, and commands as they are run
 * here, which is through npm in the repository.
 */
export function asTyped(text: string, args: readonly string[], { cwd, env }: Where): string {
	const named = args.flatMap((arg) => [arg, arg.replace(/^--[\w-]+=/, "")]).filter((arg) => arg !== "");
	// The longest first: a folder's name begins those of its files.
	const paths = named.map((typed) => [resolve(cwd, typed), typed] as const).sort(([a], [b]) => b.length - a.length);
	const typed = paths.reduce((said, [absolute, name]) => withName(said, absolute, name), text);
	return hint(typed, env);
}

/** A hint that names a command, as it is run here. */
export function hint(text: string, env: NodeJS.ProcessEnv): string {
	return env["npm_lifecycle_event"] === "palimpsest" ? text.replace(COMMAND, "npm run -s palimpsest -- ") : text;
}

interface Where {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
}

/** Replaces a path where it stands as a whole or begins a longer one, never within another. */
function withName(text: string, absolute: string, name: string): string {
	return text
		.split(absolute)
		.reduce((said, rest) => `${said}${/[\w/.-]$/.test(said) || /^[\w-]/.test(rest) ? absolute : name}${rest}`);
}
