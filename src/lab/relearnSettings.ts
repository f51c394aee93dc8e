/**
 * How copies are trained. The rate is constant: how fast models learn is compared, and a schedule would have an opinion.
 * Apart from the trainer, because that starts a numerical back end when it is imported.
 */
export const RELEARN = {
	rate: 1e-3,
	/** Sequences of a step, fewer of long ones. */
	rows: 24,
	tokens: 1500,
} as const;

/** The same in words. */
export const RELEARN_SETTINGS = `Palimpsest's lab: Adam, rate ${RELEARN.rate}, ${RELEARN.rows} questions or ${RELEARN.tokens} tokens of text a step, in turn`;
