/** JSON that gives back the numbers JSON has no words for, which results hold where a value could not be had. */
const SPECIAL = ["NaN", "Infinity", "-Infinity"];
const MARK = "\u0000number:";

/** JSON text of a value, with NaN and the infinities kept. */
export function exactStringify(value: unknown): string {
	return JSON.stringify(value, (_key, item: unknown) =>
		typeof item === "number" && !Number.isFinite(item) ? `${MARK}${item}` : item,
	);
}

/** The value `exactStringify` was given. */
export function exactParse(text: string): unknown {
	return JSON.parse(text, (_key, item: unknown) => {
		if (typeof item !== "string" || !item.startsWith(MARK)) return item;
		const name = item.slice(MARK.length);
		return SPECIAL.includes(name) ? Number(name) : item;
	});
}
