import { words } from "./shingles.ts";

/** Whether an answer's words stand in a text in a row, after NFKC, lower-casing and stripping punctuation. */
export function containsAnswer(text: string, answer: string): boolean {
	const wanted = words(answer);
	return wanted.length > 0 && ` ${words(text).join(" ")} `.includes(` ${wanted.join(" ")} `);
}

/**
 * Copy mask (metrics.md 11.5): the share of an answer's words that lie in a run of m consecutive words (m = 5, or the
 * whole of a shorter answer) which the context already holds.
 */
export function copiedShare(answer: string, context: string, m = 5): number {
	const wanted = words(answer);
	if (wanted.length === 0) return 0;
	const size = Math.min(m, wanted.length);
	const haystack = ` ${words(context).join(" ")} `;
	const masked = new Set<number>();
	for (let i = 0; i + size <= wanted.length; i++) {
		if (!haystack.includes(` ${wanted.slice(i, i + size).join(" ")} `)) continue;
		for (let j = i; j < i + size; j++) masked.add(j);
	}
	return masked.size / wanted.length;
}
