/**
 * Ways to store weights that need nothing but the weights, best first. Those below two bits, and some of two and three,
 * want a measured importance of each weight and are left to llama.cpp's own tools.
 */
export const QUANTISATIONS = [
	"F16",
	"BF16",
	"Q8_0",
	"Q6_K",
	"Q5_K_M",
	"Q5_K_S",
	"Q4_K_M",
	"Q4_K_S",
	"Q4_0",
	"IQ4_NL",
	"IQ4_XS",
	"Q3_K_L",
	"Q3_K_M",
	"Q3_K_S",
	"Q2_K",
] as const;

export type Quantisation = (typeof QUANTISATIONS)[number];

/** Server or CLI -> throw-away engine: write a model with smaller weights. Absolute paths. */
export interface QuantisePlan {
	readonly file: string;
	/** Overwritten. */
	readonly out: string;
	readonly type: Quantisation;
	/** Whether weights that are quantised already may be quantised again. */
	readonly again: boolean;
}
