import type { Residual } from "./residual.ts";

/** More than this is said as "more than": the estimate rests on a spread that was itself measured on few documents. */
const MANY = 10_000;

/**
 * Documents like these with which an undecided statistic would lie on one side of the threshold, as intervals shrink with
 * the square root of their number; on the side of a pass it must also be narrower than `widest`. Infinity on the threshold
 * itself, NaN without an interval.
 */
export function sufficient({ value, interval: [low, high], of }: Residual, leak: number, widest: number): number {
	const [reach, room] = value > leak ? [value - low, value - leak] : [high - value, leak - value];
	const decided = (reach / room) ** 2;
	const narrow = value > leak ? 0 : ((high - low) / widest) ** 2;
	return Math.ceil(of * Math.max(1, decided, narrow));
}

/** "about 240 documents like these would settle it". */
export function sufficientWords(documents: number): string {
	if (Number.isNaN(documents)) return "more documents are needed";
	const number = documents > MANY ? `more than ${MANY.toLocaleString("en-US")}` : `about ${rounded(documents)}`;
	return `${number} documents like these would settle it`;
}

/** To two digits: it is an estimate. */
const rounded = (documents: number): string => Number(documents.toPrecision(2)).toLocaleString("en-US");
