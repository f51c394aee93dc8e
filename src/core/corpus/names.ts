/** A title, or words that begin with a capital letter, joined by the particles names have. */
const NAME =
	/\b(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Judge|Captain|Professor)\.? )?\p{Lu}[\p{L}'’-]+(?: (?:of |the |and |de |von )?\p{Lu}[\p{L}'’-]+)*/gu;

/** Words that begin questions and sentences, and months: capitalised without being names. */
const NO_NAME = new Set(
	"a an and are as at but by did do does for from had has have he her his how i if in is it its my no not of on or our she that the their there these they this those to was we were what when where which who whom whose why will with you your january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday question answer".split(
		" ",
	),
);

/** Names of a text in order, regex-level and English on purpose; repeated as often as they stand there. */
export function names(text: string): readonly string[] {
	return Array.from(text.matchAll(NAME), ([match]) => withoutOpening(match)).filter((name) => name !== "");
}

/** The longest name of a text, the first of equals; undefined where there is none. */
export function nameIn(text: string): string | undefined {
	return names(text).reduce<string | undefined>(
		(longest, name) => (longest === undefined || name.length > longest.length ? name : longest),
		undefined,
	);
}

/** The name a text mentions most, the first of equals: what it is about, as far as can be told without understanding it. */
export function mainName(text: string): string | undefined {
	const counts = new Map<string, number>();
	for (const name of names(text)) counts.set(name, (counts.get(name) ?? 0) + 1);
	let main: string | undefined;
	for (const [name, count] of counts) if (main === undefined || count > (counts.get(main) ?? 0)) main = name;
	return main;
}

/** "Where Ava Lint" is "Ava Lint" behind the first word of a question. */
function withoutOpening(match: string): string {
	const parts = match.split(" ");
	while (parts[0] !== undefined && NO_NAME.has(parts[0].toLowerCase())) parts.shift();
	return parts.join(" ");
}

/** A text with its names left out: what it says of whomever. */
export function withoutNames(text: string): string {
	return names(text).reduce((rest, name) => rest.replaceAll(name, " "), text);
}
