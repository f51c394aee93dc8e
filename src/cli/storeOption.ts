import { Option } from "commander";

/** `--store DIR`, the same for every command that reads or writes measured data. */
export function storeOption(): Option {
	return new Option("--store <dir>", "folder of the answer store").env("PALIMPSEST_STORE");
}
