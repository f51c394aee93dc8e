import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";

/** What a file that people write by hand says, or why it cannot be read: what is wrong, and in which line. */
export type ReadJson = { readonly value: unknown } | { readonly error: string };

/** JSON with comments and trailing commas, as editors have it for settings. */
export function jsonWithComments(text: string): ReadJson {
	const errors: ParseError[] = [];
	const value: unknown = parse(text, errors, { allowTrailingComma: true });
	const [first] = errors;
	if (!first) return { value };
	const line = text.slice(0, first.offset).split("\n").length;
	const what = printParseErrorCode(first.error)
		.replace(/(?<=[a-z])(?=[A-Z])/g, " ")
		.toLowerCase();
	return { error: `${what} in line ${line}` };
}
