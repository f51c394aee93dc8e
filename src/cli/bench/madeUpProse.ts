import { Rng } from "../../lab/rng.ts";

const SYLLABLES =
	"ba ke li mo nu ra se ti vo wen dor fal gri hol jas kel mer nor pas quin ros sul tam ver wil yor".split(" ");

/** Paragraphs of invented words, about `characters` long; the same for the same seed. */
export function madeUpProse(characters: number, seed = 1): string {
	const rng = new Rng(seed);
	const pick = () => SYLLABLES[rng.below(SYLLABLES.length)] as string;
	const word = () => Array.from({ length: 1 + rng.below(3) }, pick).join("");
	const sentence = () => {
		const words = Array.from({ length: 6 + rng.below(12) }, word).join(" ");
		return `${words[0]?.toUpperCase()}${words.slice(1)}.`;
	};
	const paragraphs: string[] = [];
	for (let length = 0; length < characters; ) {
		const paragraph = Array.from({ length: 3 + rng.below(5) }, sentence).join(" ");
		paragraphs.push(paragraph);
		length += paragraph.length + 2;
	}
	return paragraphs.join("\n\n");
}
