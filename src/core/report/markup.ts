/** A piece of HTML that is safe to embed as it is. Only `html` makes one. */
export interface Markup {
	readonly markup: string;
}

export type Content = Markup | string | number | false | undefined | readonly Content[];

/**
 * Template for HTML in which every interpolated text is escaped and only `Markup` passes as it is. The audited documents
 * are hostile by assumption, so reports are written with this and never by joining strings. Attribute values must stand
 * in double quotes.
 */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
	return { markup: strings.reduce((text, part, i) => text + rendered(contents[i - 1]) + part) };
}

function rendered(content: Content): string {
	if (content === undefined || content === false) return "";
	if (typeof content === "string") return escaped(content);
	if (typeof content === "number") return escaped(String(content));
	if ("markup" in content) return content.markup;
	return content.map(rendered).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
	"`": "&#96;",
};

function escaped(text: string): string {
	return visible(text).replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

/** Control characters and unpaired surrogates, which no text file may hold, become the replacement character. */
function visible(text: string): string {
	return text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\t\n]|\p{Cs}/gu, "\ufffd");
}
