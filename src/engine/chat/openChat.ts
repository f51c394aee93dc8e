import { ChatTemplate, type TemplateTokens } from "./chatTemplate.ts";

/** A model's chat template, or why there is none that can be used. */
export interface OpenChat {
	readonly template?: ChatTemplate;
	/** A sentence for the user. Absent when the model simply has none. */
	readonly warning?: string;
}

export function openChat(source: string | undefined, tokens: TemplateTokens): OpenChat {
	if (source === undefined || source.trim() === "") return {};
	try {
		return { template: new ChatTemplate(source, tokens) };
	} catch (error) {
		const why = error instanceof Error ? (error.message.split("\n")[0] ?? "").slice(0, 120) : String(error);
		return { warning: `The model's chat template cannot be used (${why}), so the model is asked in plain text.` };
	}
}
