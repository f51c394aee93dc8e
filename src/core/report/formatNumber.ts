const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A number as a person reads it: three significant digits, powers of ten written out (p_z is routinely 1e-30), a dash
 * for what could not be had.
 */
export function formatNumber(value: number): string {
	if (Number.isNaN(value)) return "–";
	if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
	if (value === 0) return "0";
	if (Number.isInteger(value) && Math.abs(value) < 1e6) return minus(String(value));
	const magnitude = Math.abs(value);
	if (magnitude >= 1e-3 && magnitude < 1e6) return minus(plain(value));
	const [mantissa = "", exponent = ""] = value.toExponential(1).split("e");
	return minus(`${mantissa.replace(".0", "")} × 10${superscript(exponent.replace("+", ""))}`);
}

/** The ends of an interval, or that there is none. */
export function formatInterval([low, high]: readonly [number, number]): string {
	return !Number.isFinite(low) || !Number.isFinite(high)
		? "(no interval)"
		: `${formatNumber(low)} to ${formatNumber(high)}`;
}

/** `1 document`, `14 documents`: English plurals by adding s. */
export function counted(count: number, noun: string): string {
	return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function plain(value: number): string {
	const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
	return value
		.toFixed(Math.min(digits, 5))
		.replace(/(\.\d*?)0+$/, "$1")
		.replace(/\.$/, "");
}

const minus = (text: string): string => text.replace(/^-/, "−");

function superscript(exponent: string): string {
	return [...exponent].map((digit) => (digit === "-" ? "⁻" : (SUPERSCRIPTS[Number(digit)] ?? digit))).join("");
}
