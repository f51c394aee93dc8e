import { type Command, InvalidArgumentError, Option } from "commander";
import type { AdapterSpec } from "../core/audit/request.ts";
import { ROLES, type Role } from "../core/model/question.ts";

/** What `engineOptions` adds to a command. */
export interface EngineOptions {
	readonly gpu?: string;
	readonly mode?: string;
	readonly lora?: readonly NamedAdapter[];
}

/** An adapter as it was named: its path as given, the role of the model under it. */
export interface NamedAdapter extends AdapterSpec {
	readonly role: Role;
}

/** Adds --gpu, --mode and --lora to a command that opens models. */
export function engineOptions(command: Command, { roles }: { readonly roles: boolean }): Command {
	const lora = roles ? "[role=]file[:scale]" : "file[:scale]";
	const over = roles ? "over the model, or over the role's" : "over the model";
	const several = (said: string, before: readonly NamedAdapter[] = []) => [...before, adapterOf(said, roles)];
	return command
		.option("--gpu <backend>", "auto, cpu, cuda, vulkan, metal, or how many layers go to the GPU (default: auto)")
		.addOption(
			new Option(
				"--mode <mode>",
				"deterministic: bits that depend on nothing else; throughput: shared batches",
			).choices(["deterministic", "throughput"]),
		)
		.option(`--lora <${lora}>`, `a LoRA adapter laid ${over} (repeatable; scale 1 unless given)`, several);
}

/** By role, in the order they were named. */
export function adaptersByRole(lora: readonly NamedAdapter[]): Readonly<Partial<Record<Role, readonly AdapterSpec[]>>> {
	return Object.fromEntries(
		ROLES.flatMap((role) => {
			const own = lora.filter((adapter) => adapter.role === role).map(({ file, scale }) => ({ file, scale }));
			return own.length > 0 ? [[role, own] as const] : [];
		}),
	);
}

const ROLE = new RegExp(`^(${ROLES.join("|")})=(.*)$`, "s");
// A drive letter before a path is no file and a scale.
const SCALE = /^(.{2,}):([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/is;

function adapterOf(said: string, roles: boolean): NamedAdapter {
	const [, role = "target", rest = said] = (roles && ROLE.exec(said)) || [];
	const [, file = rest, scale = "1"] = SCALE.exec(rest) ?? [];
	if (file === "") throw new InvalidArgumentError("It must name a file, as in adapter.gguf or adapter.gguf:0.5.");
	return { role: role as Role, file, scale: Number(scale) };
}
