import { InvalidArgumentError } from "commander";

/** A commander parser for whole numbers within bounds, both included. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(
			most === Number.MAX_SAFE_INTEGER
				? `It must be a whole number of at least ${least}.`
				: `It must be a whole number from ${least} to ${most}.`,
		);
	};
}
