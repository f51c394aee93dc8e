import { createContext, Script } from "node:vm";
import { Template } from "@huggingface/jinja";

/** A question put through a template: what stands around the user's message, as text in which special tokens are spelt out. */
export interface ChatPrompt {
	readonly before: string;
	/** The message as the template renders it, e.g. without white space around it. */
	readonly message: string;
	/** Ends with the generation prompt: the model's turn begins here. */
	readonly after: string;
	/** What the template puts between the generation prompt and a reply, e.g. a space. */
	readonly joint: string;
}

/** The texts of a vocabulary's special tokens that templates may write; "" for one it does not have. */
export interface TemplateTokens {
	readonly bos: string;
	readonly eos: string;
}

/** Stand-ins for a message and a reply: no template has a reason to change or to look for them. */
const [MESSAGE, REPLY] = ["zQmessageQz", "zQreplyQz"];
/** A template that goes on for longer is damaged, or made to. */
const PATIENCE_MS = 2000;
/** The library has a clock under this name, which only a template can replace. The line break ends with the block. */
const FIXED_DATE = "{% set strftime_now = fixed_date %}\n";
/** Today's date in a prompt would make tomorrow's answer another. This is the one Llama 3.1's template falls back to. */
const DATE = new Date(Date.UTC(2024, 6, 26));

/**
 * A model's own way to be asked: the Jinja template in its metadata. Rendered for one user message, without a system
 * message, tools or thinking aloud, on a fixed date: the same question gives the same prompt for ever.
 */
export class ChatTemplate {
	readonly #template: Template;
	readonly #tokens: TemplateTokens;
	readonly #frame: Omit<ChatPrompt, "message">;

	/** Throws an Error whose message says why the template cannot be used. */
	constructor(source: string, tokens: TemplateTokens) {
		this.#template = new Template(`${FIXED_DATE}${source}`);
		this.#tokens = tokens;
		const rendered = this.#render([{ role: "user", content: MESSAGE }], true);
		const at = rendered.indexOf(MESSAGE);
		if (at < 0 || rendered.includes(MESSAGE, at + 1)) throw new Error("it does not give back the message once");
		this.#frame = {
			before: rendered.slice(0, at),
			after: rendered.slice(at + MESSAGE.length),
			joint: this.#joint(rendered),
		};
	}

	/** Undefined when the template puts this very message into another frame than any other, or refuses it. */
	ask(message: string): ChatPrompt | undefined {
		const { before, after } = this.#frame;
		const rendered = this.#try([{ role: "user", content: message }], true) ?? "";
		const end = rendered.length - after.length;
		if (end < before.length || !rendered.startsWith(before) || !rendered.endsWith(after)) return undefined;
		return { ...this.#frame, message: rendered.slice(before.length, end) };
	}

	/** Nothing when the template writes past replies otherwise than it asks for new ones. */
	#joint(asked: string): string {
		const messages: readonly Message[] = [
			{ role: "user", content: MESSAGE },
			{ role: "assistant", content: REPLY },
		];
		const answered = this.#try(messages, false) ?? "";
		const at = answered.indexOf(REPLY);
		return at >= 0 && answered.startsWith(asked) ? answered.slice(asked.length, at) : "";
	}

	#try(messages: readonly Message[], asks: boolean): string | undefined {
		try {
			return this.#render(messages, asks);
		} catch {
			return undefined;
		}
	}

	#render(messages: readonly Message[], asks: boolean): string {
		return withinPatience(() =>
			this.#template.render({
				messages,
				add_generation_prompt: asks,
				bos_token: this.#tokens.bos,
				eos_token: this.#tokens.eos,
				tools: null,
				documents: null,
				enable_thinking: false,
				fixed_date: date,
			}),
		);
	}
}

interface Message {
	readonly role: "user" | "assistant";
	readonly content: string;
}

const watched: { work?: () => string } = {};
const context = createContext({ watched });
const script = new Script("watched.work()");

/** A template is a program out of a file: one that does not end is stopped. */
function withinPatience(work: () => string): string {
	watched.work = work;
	return script.runInContext(context, { timeout: PATIENCE_MS }) as string;
}

const two = (value: number): string => String(value).padStart(2, "0");
const name = (part: "month" | "weekday", length: "long" | "short"): string =>
	new Intl.DateTimeFormat("en-US", { [part]: length, timeZone: "UTC" }).format(DATE);

const DATE_PARTS: Readonly<Record<string, string>> = {
	Y: String(DATE.getUTCFullYear()),
	y: two(DATE.getUTCFullYear() % 100),
	m: two(DATE.getUTCMonth() + 1),
	d: two(DATE.getUTCDate()),
	B: name("month", "long"),
	b: name("month", "short"),
	A: name("weekday", "long"),
	a: name("weekday", "short"),
	H: "00",
	I: "12",
	M: "00",
	S: "00",
	p: "AM",
	"%": "%",
};

/** Python's strftime on the fixed date. */
function date(format: string): string {
	return format.replace(/%(.)/g, (whole, part: string) => DATE_PARTS[part] ?? whole);
}
