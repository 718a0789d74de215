import { GetDcmiConfigurationParameters } from "../../../../src/ipmi/commands/dcmi/get-dcmi-configuration-parameters.ts";
import { SetDcmiConfigurationParameters } from "../../../../src/ipmi/commands/dcmi/set-dcmi-configuration-parameters.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const dcmiReadBackCases: readonly ReadBackCase[] = [
  readBack(SetDcmiConfigurationParameters, {
    request: { parameter: 3, set: 0, data: fromHex("0a") },
    response: {},
    freeipmi: { request: { parameter_selector: 3, configuration_parameter_data: "0a" } },
  }),
  readBack(GetDcmiConfigurationParameters, {
    request: { parameter: 3, set: 0 },
    response: { major: 1, minor: 5, revision: 1, data: fromHex("0a") },
    freeipmi: {
      request: { parameter_selector: 3 },
      response: {
        "dcmi_specification_conformance.major_version": 1,
        "dcmi_specification_conformance.minor_version": 5,
        parameter_revision: 1,
        parameter_data: "0a",
      },
    },
  }),
];
