/** Where measured data lies unless somebody says otherwise: faces show it. */
export { storeFolder } from "../store/storeFolder.ts";
