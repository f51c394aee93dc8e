import { Option } from "commander";
import { storeFolder } from "../runtime/storeFolder.ts";
import type { Shell } from "./shell.ts";

/** `--store DIR`, the same for every command that reads or writes measured data. */
export function storeOption({ env }: Pick<Shell, "env">): Option {
	const { PALIMPSEST_STORE: _named, ...without } = env;
	const usual = storeFolder(undefined, without);
	return new Option("--store <dir>", `folder of the answer store (default: ${usual})`).env("PALIMPSEST_STORE");
}
