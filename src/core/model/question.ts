/**
 * The four kinds of question an audit can ask of a model (architecture, section 1).
 *
 * Questions carry plain text and character marks, never token ids: windows are cut once with the target's tokenizer
 * and become character spans, so that models with different tokenizers are compared per span. The model file decides
 * the ids of a text, so (model identity, text) addresses an answer as exactly as the ids would, and a stored answer
 * is found without loading the model.
 */

/** Who is asked. Roles map to model files in the audit request. */
export type Role = "target" | "original" | "reference";

export const ROLES: readonly Role[] = ["target", "original", "reference"];

/**
 * A way of drawing the next token. `topK` = 0 means the whole vocabulary. p_z is wanted *under* such a scheme
 * (Hayes et al., arXiv 2410.19482): q renormalised over the kept tokens after dividing logits by the temperature.
 */
export interface SamplingScheme {
	readonly temperature: number;
	readonly topK: number;
}

/** Splits a text into tokens. No BOS is added. */
export interface TokenizeQuestion {
	readonly kind: "tokenize";
	readonly role: Role;
	readonly text: string;
}

/**
 * Teacher-forced scoring. The whole `text` is fed (after BOS where the model wants one) and every token that starts at
 * or after UTF-16 offset `scoredFrom` gets a record.
 */
export interface ScoreQuestion {
	readonly kind: "score";
	readonly role: Role;
	readonly text: string;
	/** UTF-16 offset into `text`; 0 scores everything. */
	readonly scoredFrom: number;
	/** Schemes under which log q of each token is wanted, in order. */
	readonly schemes: readonly SamplingScheme[];
	/** How many most likely tokens to report per position, 0 to 64. */
	readonly top: number;
	/**
	 * text[0, scoredFrom) is what a user says and the rest what the model replies, both put through the model's own chat
	 * template. White space at the reply's beginning is the template's to choose: it is left out and gets no record.
	 */
	readonly chat?: true;
}

/** Greedy when `sampling` is absent; otherwise seeded sampling. */
export interface GenerateQuestion {
	readonly kind: "generate";
	readonly role: Role;
	readonly prompt: string;
	readonly maxTokens: number;
	readonly sampling?: SamplingScheme & { readonly topP: number; readonly seed: number };
	/** Generation ends before the first of these. */
	readonly stop: readonly string[];
	/** The prompt is what a user says, put through the model's own chat template; the model writes its reply. */
	readonly chat?: true;
}

/** One vector for the whole text. */
export interface EmbedQuestion {
	readonly kind: "embed";
	readonly role: Role;
	readonly text: string;
}

export type Question = TokenizeQuestion | ScoreQuestion | GenerateQuestion | EmbedQuestion;
