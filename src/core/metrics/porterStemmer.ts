/**
 * The Porter stemmer as `rouge_score` uses it: M. F. Porter, "An algorithm for suffix stripping", Program 14.3 (1980),
 * with the extensions of NLTK's default mode - a table of irregular forms, `-ies`/`-ied` of four-letter words, `y` to
 * `i` only after a consonant, a short vowel-consonant word keeps its `e`, `-alli` again, `-fulli`, `-logi`, `-bli`.
 * Takes lower-case ASCII words.
 */
export function porterStem(word: string): string {
	const irregular = IRREGULAR.get(word);
	if (irregular !== undefined) return irregular;
	if (word.length <= 2) return word;
	let stem = plural(word);
	stem = pastOrGerund(stem);
	stem = finalY(stem);
	stem = doubleSuffix(stem);
	stem = replaceFirst(stem, STEP_3, (s) => measure(s) > 0);
	stem = residualSuffix(stem);
	stem = finalE(stem);
	return doubleL(stem);
}

const IRREGULAR: ReadonlyMap<string, string> = new Map([
	["sky", "sky"],
	["skies", "sky"],
	["dying", "die"],
	["lying", "lie"],
	["tying", "tie"],
	["news", "news"],
	["innings", "inning"],
	["inning", "inning"],
	["outings", "outing"],
	["outing", "outing"],
	["cannings", "canning"],
	["canning", "canning"],
	["howe", "howe"],
	["proceed", "proceed"],
	["exceed", "exceed"],
	["succeed", "succeed"],
]);

type Suffixes = readonly (readonly [suffix: string, replacement: string])[];

/** Longer suffixes stand before the shorter ones they end in: the first that fits decides, whether or not it applies. */
const STEP_2: Suffixes = [
	["ational", "ate"],
	["tional", "tion"],
	["enci", "ence"],
	["anci", "ance"],
	["izer", "ize"],
	["bli", "ble"],
	["fulli", "ful"],
	["entli", "ent"],
	["eli", "e"],
	["ousli", "ous"],
	["ization", "ize"],
	["ation", "ate"],
	["ator", "ate"],
	["alism", "al"],
	["iveness", "ive"],
	["fulness", "ful"],
	["ousness", "ous"],
	["aliti", "al"],
	["iviti", "ive"],
	["biliti", "ble"],
];

const STEP_3: Suffixes = [
	["icate", "ic"],
	["ative", ""],
	["alize", "al"],
	["iciti", "ic"],
	["ical", "ic"],
	["ful", ""],
	["ness", ""],
];

// Longer suffixes first, as above.
const STEP_4 = "al ance ence er ic able ible ant ement ment ent ou ism ate iti ous ive ize".split(" ");

/** Step 1a. */
function plural(word: string): string {
	if (word.endsWith("sses")) return word.slice(0, -2);
	// "dies" -> "die", but "flies" -> "fli".
	if (word.endsWith("ies")) return word.slice(0, word.length === 4 ? -1 : -2);
	if (word.endsWith("ss")) return word;
	return word.endsWith("s") ? word.slice(0, -1) : word;
}

/** Step 1b. */
function pastOrGerund(word: string): string {
	if (word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
	if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
	const cut = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
	const stem = word.slice(0, word.length - cut);
	if (cut === 0 || !hasVowel(stem)) return word;
	if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
	if (endsInDoubleConsonant(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
	return measure(stem) === 1 && isShort(stem) ? `${stem}e` : stem;
}

/** Step 1c. */
function finalY(word: string): string {
	const after = word.length > 2 && word.endsWith("y") && isConsonant(word, word.length - 2);
	return after ? `${word.slice(0, -1)}i` : word;
}

/** Step 2; `-alli` becomes `-al` and goes round again, `-logi` keeps its `l` with the stem. */
function doubleSuffix(word: string): string {
	if (word.endsWith("alli")) {
		return measure(word.slice(0, -4)) > 0 ? doubleSuffix(word.slice(0, -2)) : word;
	}
	if (word.endsWith("logi")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
	return replaceFirst(word, STEP_2, (stem) => measure(stem) > 0);
}

/** Step 4. */
function residualSuffix(word: string): string {
	// "-ion" goes only after s or t.
	const suffix = STEP_4.find((s) => word.endsWith(s));
	if (suffix === undefined) {
		const stem = word.slice(0, -3);
		return word.endsWith("ion") && /[st]$/.test(stem) && measure(stem) > 1 ? stem : word;
	}
	const stem = word.slice(0, -suffix.length);
	return measure(stem) > 1 ? stem : word;
}

/** Step 5a. */
function finalE(word: string): string {
	if (!word.endsWith("e")) return word;
	const stem = word.slice(0, -1);
	const m = measure(stem);
	return m > 1 || (m === 1 && !isShort(stem)) ? stem : word;
}

/** Step 5b. */
function doubleL(word: string): string {
	return word.endsWith("ll") && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}

function replaceFirst(word: string, suffixes: Suffixes, applies: (stem: string) => boolean): string {
	for (const [suffix, replacement] of suffixes) {
		if (!word.endsWith(suffix)) continue;
		const stem = word.slice(0, word.length - suffix.length);
		return applies(stem) ? stem + replacement : word;
	}
	return word;
}

/** A letter that is no vowel; `y` is one after a consonant. */
function isConsonant(word: string, at: number): boolean {
	const letter = word[at] ?? "";
	if ("aeiou".includes(letter)) return false;
	return letter !== "y" || at === 0 || !isConsonant(word, at - 1);
}

/** Porter's m: how many times a vowel run is followed by a consonant run. */
function measure(stem: string): number {
	let m = 0;
	for (let i = 1; i < stem.length; i++) if (isConsonant(stem, i) && !isConsonant(stem, i - 1)) m++;
	return m;
}

function hasVowel(stem: string): boolean {
	return [...stem].some((_, i) => !isConsonant(stem, i));
}

function endsInDoubleConsonant(stem: string): boolean {
	const last = stem.length - 1;
	return last > 0 && stem[last] === stem[last - 1] && isConsonant(stem, last);
}

/** Ends consonant-vowel-consonant with the last not w, x or y; or is vowel-consonant and nothing else. */
function isShort(stem: string): boolean {
	const last = stem.length - 1;
	if (last === 1) return !isConsonant(stem, 0) && isConsonant(stem, 1);
	return (
		last > 1 &&
		isConsonant(stem, last) &&
		!isConsonant(stem, last - 1) &&
		isConsonant(stem, last - 2) &&
		!/[wxy]$/.test(stem)
	);
}
