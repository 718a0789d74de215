import { ActivatePayload } from "../../../../src/ipmi/commands/app/activate-payload.ts";
import { ActivateSession } from "../../../../src/ipmi/commands/app/activate-session.ts";
import { CloseSession } from "../../../../src/ipmi/commands/app/close-session.ts";
import { DeactivatePayload } from "../../../../src/ipmi/commands/app/deactivate-payload.ts";
import { EnableMessageChannelReceive } from "../../../../src/ipmi/commands/app/enable-message-channel-receive.ts";
import { GetBtInterfaceCapabilities } from "../../../../src/ipmi/commands/app/get-bt-interface-capabilities.ts";
import { GetChannelOemPayloadInfo } from "../../../../src/ipmi/commands/app/get-channel-oem-payload-info.ts";
import { GetChannelPayloadSupport } from "../../../../src/ipmi/commands/app/get-channel-payload-support.ts";
import { GetChannelPayloadVersion } from "../../../../src/ipmi/commands/app/get-channel-payload-version.ts";
import { GetCommandEnables } from "../../../../src/ipmi/commands/app/get-command-enables.ts";
import { GetCommandSubFunctionEnables } from "../../../../src/ipmi/commands/app/get-command-sub-function-enables.ts";
import { GetCommandSubFunctionSupport } from "../../../../src/ipmi/commands/app/get-command-sub-function-support.ts";
import { GetCommandSupport } from "../../../../src/ipmi/commands/app/get-command-support.ts";
import { GetConfigurableCommandSubFunctions } from "../../../../src/ipmi/commands/app/get-configurable-command-sub-functions.ts";
import { GetConfigurableCommands } from "../../../../src/ipmi/commands/app/get-configurable-commands.ts";
import { GetNetfnSupport } from "../../../../src/ipmi/commands/app/get-netfn-support.ts";
import { GetOemNetfnIanaSupport } from "../../../../src/ipmi/commands/app/get-oem-netfn-iana-support.ts";
import { GetPayloadActivationStatus } from "../../../../src/ipmi/commands/app/get-payload-activation-status.ts";
import { GetPayloadInstanceInfo } from "../../../../src/ipmi/commands/app/get-payload-instance-info.ts";
import { GetSessionChallenge } from "../../../../src/ipmi/commands/app/get-session-challenge.ts";
import { GetSystemInterfaceCapabilities } from "../../../../src/ipmi/commands/app/get-system-interface-capabilities.ts";
import { GetUserPayloadAccess } from "../../../../src/ipmi/commands/app/get-user-payload-access.ts";
import { ManufacturingTestOn } from "../../../../src/ipmi/commands/app/manufacturing-test-on.ts";
import { SetChannelAccess } from "../../../../src/ipmi/commands/app/set-channel-access.ts";
import { SetChannelSecurityKeys } from "../../../../src/ipmi/commands/app/set-channel-security-keys.ts";
import { SetCommandEnables } from "../../../../src/ipmi/commands/app/set-command-enables.ts";
import { SetCommandSubFunctionEnables } from "../../../../src/ipmi/commands/app/set-command-sub-function-enables.ts";
import { SetSessionPrivilegeLevel } from "../../../../src/ipmi/commands/app/set-session-privilege-level.ts";
import { SetUserPayloadAccess } from "../../../../src/ipmi/commands/app/set-user-payload-access.ts";
import { SuspendResumePayloadEncryption } from "../../../../src/ipmi/commands/app/suspend-resume-payload-encryption.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const appReadBackCases: readonly ReadBackCase[] = [
  readBack(ManufacturingTestOn, {
    request: { parameters: fromHex("0a0b") },
    response: {},
    tshark: { request: { "app05.devspec": "0a:0b" } },
  }),
  readBack(GetNetfnSupport, {
    request: { channel: 5 },
    response: {
      lun0: "base",
      lun1: "some",
      lun2: "none",
      lun3: "some",
      lun0NetFns: [0, 3],
      lun1NetFns: [5],
      lun2NetFns: [],
      lun3NetFns: [31],
    },
    freeipmi: {
      request: { channel_number: 5 },
      response: {
        lun0: 1,
        lun1: 2,
        lun3: 2,
        lun0_netfn_support_bitmask: 9,
        lun1_netfn_support_bitmask: 32,
        lun3_netfn_support_bitmask: 0x80000000,
      },
    },
  }),
  readBack(GetCommandSupport, {
    request: { channel: 5, netFn: 6, range: "from80", lun: 2, body: fromHex("") },
    response: { unavailable: fromHex("01020408102040800102040810204081") },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, operation: 1, lun: 2 },
      response: { command_support_mask: "01020408102040800102040810204081" },
    },
  }),
  readBack(GetCommandSubFunctionSupport, {
    request: { channel: 5, netFn: 6, lun: 2, command: 52, body: fromHex("") },
    response: {
      errata: 3,
      specification: 1,
      specificationVersion: 32,
      specificationRevision: 16,
      subFunctions: [0, 9, 31],
    },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, lun: 2, command: 52 },
      response: {
        errata_version: 3,
        specification_type: 1,
        specification_version: 32,
        specification_revision: 16,
        sub_function_support_mask: 0x80000201,
      },
    },
    layouts: { response: "cmd_get_command_sub_function_support_specification_errata_rs" },
  }),
  readBack(GetConfigurableCommands, {
    request: { channel: 5, netFn: 6, range: "from80", lun: 2, body: fromHex("") },
    response: { configurable: fromHex("01020408102040800102040810204081") },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, operation: 1, lun: 2 },
      response: { command_support_mask: "01020408102040800102040810204081" },
    },
  }),
  readBack(GetConfigurableCommandSubFunctions, {
    request: { channel: 5, netFn: 6, lun: 2, command: 52, body: fromHex("") },
    response: { subFunctions: [1, 8], furtherSubFunctions: [2] },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, lun: 2, command: 52 },
      response: { sub_function_enables1: 0x102, sub_function_enables2: 4 },
    },
  }),
  readBack(SetCommandEnables, {
    request: {
      channel: 5,
      netFn: 6,
      range: "from80",
      lun: 2,
      body: fromHex(""),
      enabled: fromHex("01020408102040800102040810204081"),
    },
    response: {},
    freeipmi: {
      request: {
        channel_number: 5,
        net_fn: 6,
        operation: 1,
        lun: 2,
        enable_disable_mask: "01020408102040800102040810204081",
      },
    },
  }),
  readBack(GetCommandEnables, {
    request: { channel: 5, netFn: 6, range: "from80", lun: 2, body: fromHex("") },
    response: { enabled: fromHex("01020408102040800102040810204081") },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, operation: 1, lun: 2 },
      response: { enable_disable_mask: "01020408102040800102040810204081" },
    },
  }),
  readBack(SetCommandSubFunctionEnables, {
    request: {
      channel: 5,
      netFn: 6,
      lun: 2,
      command: 52,
      body: fromHex(""),
      subFunctions: [1, 8],
      furtherSubFunctions: [2],
    },
    response: {},
    freeipmi: {
      request: {
        channel_number: 5,
        net_fn: 6,
        lun: 2,
        command: 52,
        sub_function_enables1: 0x102,
        sub_function_enables2: 4,
      },
    },
  }),
  readBack(GetCommandSubFunctionEnables, {
    request: { channel: 5, netFn: 6, lun: 2, command: 52, body: fromHex("") },
    response: { subFunctions: [1, 8], furtherSubFunctions: [2] },
    freeipmi: {
      request: { channel_number: 5, net_fn: 6, lun: 2, command: 52 },
      response: { sub_function_enables1: 0x102, sub_function_enables2: 4 },
    },
  }),
  readBack(GetOemNetfnIanaSupport, {
    request: { channel: 5, netFn: 46, listIndex: 9 },
    response: { lastIana: 1, lun0: 1, lun1: 2, lun2: 0, lun3: 2, body: fromHex("5a3100") },
    freeipmi: {
      request: { channel_number: 5, net_fn: 46, list_index: 9 },
      response: { last_iana: 1, lun0: 1, lun1: 2, lun3: 2, net_fn_data: 0x315a },
    },
  }),
  readBack(EnableMessageChannelReceive, {
    request: { channel: 5, operation: "getState" },
    response: { channel: 6, enabled: true },
    tshark: {
      request: { "app32.rq_chno": "5", "app32.rq_state": "0x02" },
      response: { "app32.rs_chno": "6", "app32.rs_state": "1" },
    },
    freeipmi: {
      request: { channel_number: 5, channel_operation: 2 },
      response: { channel_number: 6, channel_state: 1 },
    },
  }),
  readBack(GetBtInterfaceCapabilities, {
    request: {},
    response: { outstandingRequests: 3, inputSize: 64, outputSize: 65, responseTime: 7, recommendedRetries: 2 },
    freeipmi: {
      response: {
        number_of_outstanding_requests_supported: 3,
        input_buffer_size: 64,
        output_buffer_size: 65,
        bmc_request_to_response_time: 7,
        recommended_retries: 2,
      },
    },
  }),
  readBack(GetSessionChallenge, {
    request: { authenticationType: "md5", userName: fromHex("61646d696e0000000000000000000000") },
    response: { temporarySessionId: 0x1020304, challenge: fromHex("303132333435363738393a3b3c3d3e3f") },
    tshark: {
      request: { "app39.authtype": "0x02", "app39.user": "admin" },
      response: {
        "app39.temp_session": "0x01020304",
        "app39.challenge": "30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f",
      },
    },
    freeipmi: {
      request: { authentication_type: 2, user_name: "61646d696e0000000000000000000000" },
      response: { temp_session_id: 0x1020304, challenge_string: "303132333435363738393a3b3c3d3e3f" },
    },
  }),
  readBack(ActivateSession, {
    request: {
      authenticationType: "md5",
      privilegeLimit: "operator",
      challenge: fromHex("303132333435363738393a3b3c3d3e3f"),
      outboundSequence: 0xa0b0c0d,
    },
    response: {
      authenticationType: "password",
      sessionId: 0x1020304,
      inboundSequence: 0x5060708,
      privilegeLimit: "administrator",
    },
    tshark: {
      request: {
        "app3a.authtype": "0x02",
        "app3a.privlevel": "0x03",
        "app3a.authcode": "30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f",
        "app3a.outbound_seq": "0x0a0b0c0d",
      },
      response: {
        "app3a.authtype_session": "0x04",
        "app3a.session_id": "0x01020304",
        "app3a.inbound_seq": "0x05060708",
        "app3a.maxpriv_session": "0x04",
      },
    },
    freeipmi: {
      request: {
        authentication_type: 2,
        maximum_privilege_level: 3,
        challenge_string: "303132333435363738393a3b3c3d3e3f",
        initial_outbound_sequence_number: 0xa0b0c0d,
      },
      response: {
        authentication_type: 4,
        session_id: 0x1020304,
        initial_inbound_sequence_number: 0x5060708,
        maximum_privilege_level: 4,
      },
    },
  }),
  readBack(SetSessionPrivilegeLevel, {
    request: { privilege: "operator" },
    response: { privilege: "user" },
    tshark: { request: { "app3b.req_priv": "0x03" }, response: { "app3b.new_priv": "0x02" } },
    freeipmi: { request: { privilege_level: 3 }, response: { privilege_level: 2 } },
  }),
  readBack(CloseSession, {
    request: { sessionId: 0, handle: 7 },
    response: {},
    tshark: { request: { "app3c.session_handle": "0x07" } },
    freeipmi: { request: { session_handle: 7 } },
  }),
  readBack(SetChannelAccess, {
    request: {
      channel: 5,
      accessMode: "shared",
      userLevelAuthenticationOff: true,
      perMessageAuthenticationOff: false,
      pefAlertingOff: true,
      accessSettings: "nonVolatile",
      privilegeLimit: 3,
      limitSettings: "present",
    },
    response: {},
    freeipmi: {
      request: {
        channel_number: 5,
        ipmi_messaging_access_mode: 3,
        user_level_authentication: 1,
        pef_alerting: 1,
        channel_access_set: 1,
        channel_privilege_level_limit: 3,
        channel_privilege_level_limit_set: 2,
      },
    },
  }),
  readBack(ActivatePayload, {
    request: { payloadType: 1, instance: 2, auxiliary: fromHex("c0000000") },
    response: { auxiliary: fromHex("01000000"), inboundSize: 0x102, outboundSize: 0x304, port: 0x26f, vlan: 0xffff },
    freeipmi: {
      request: { payload_type: 1, payload_instance: 2, auxiliary_request_data: 192 },
      response: {
        auxiliary_response_data: 1,
        inbound_payload_size: 0x102,
        outbound_payload_size: 0x304,
        payload_udp_port_number: 0x26f,
        payload_vlan_number: 0xffff,
      },
    },
  }),
  readBack(DeactivatePayload, {
    request: { payloadType: 1, instance: 2, auxiliary: fromHex("00000000") },
    response: {},
    freeipmi: { request: { payload_type: 1, payload_instance: 2 } },
  }),
  readBack(GetPayloadActivationStatus, {
    request: { payloadType: 1 },
    response: { capacity: 3, active: [0, 9] },
    freeipmi: { request: { payload_type: 1 }, response: { instance_capacity: 3, instance_1: 1, instance_10: 1 } },
  }),
  readBack(GetPayloadInstanceInfo, {
    request: { payloadType: 1, instance: 2 },
    response: { sessionId: 0x1020304, data: fromHex("0500000000000000") },
    freeipmi: {
      request: { payload_type: 1, payload_instance: 2 },
      response: { session_id: 0x1020304, port_number: 5, reserved: "00000000000000" },
    },
  }),
  readBack(SetUserPayloadAccess, {
    request: { channel: 5, userId: 9, operation: "disable", standardPayloads: [1, 4], oemPayloads: [0, 7] },
    response: {},
    freeipmi: {
      request: {
        channel_number: 5,
        user_id: 9,
        operation: 1,
        standard_payload_1: 1,
        standard_payload_4: 1,
        oem_payload_0: 1,
        oem_payload_7: 1,
      },
    },
  }),
  readBack(GetUserPayloadAccess, {
    request: { channel: 5, userId: 9 },
    response: { standardPayloads: [1, 4], oemPayloads: [0, 7] },
    freeipmi: {
      request: { channel_number: 5, user_id: 9 },
      response: { standard_payload_1: 1, standard_payload_4: 1, oem_payload_0: 1, oem_payload_7: 1 },
    },
  }),
  readBack(GetChannelPayloadSupport, {
    request: { channel: 5 },
    response: { standardPayloads: [0, 1], sessionSetupPayloads: [0, 5], oemPayloads: [2, 15] },
    freeipmi: {
      request: { channel_number: 5 },
      response: {
        standard_payload_type_0_supported: 1,
        standard_payload_type_1_supported: 1,
        session_setup_payload_0_supported: 1,
        session_setup_payload_5_supported: 1,
        payload_type_22h_supported: 1,
        payload_type_2Fh_supported: 1,
      },
    },
  }),
  readBack(GetChannelPayloadVersion, {
    request: { channel: 5, payloadType: 1 },
    response: { minor: 2, major: 1 },
    freeipmi: {
      request: { channel_number: 5, payload_type: 1 },
      response: { minor_format_version: 2, major_format_version: 1 },
    },
  }),
  readBack(GetChannelOemPayloadInfo, {
    request: { channel: 5, payloadType: 2, iana: 0x315a, payloadId: 0x102 },
    response: { payloadType: 32, iana: 0x315a, payloadId: 0x102, minor: 2, major: 1 },
    freeipmi: {
      request: { channel_number: 5, payload_type: 2, oem_iana: 0x315a, oem_payload_id: 0x102 },
      response: {
        payload_type: 32,
        oem_iana: 0x315a,
        oem_payload_id: 0x102,
        minor_format_version: 2,
        major_format_version: 1,
      },
    },
  }),
  readBack(SuspendResumePayloadEncryption, {
    request: { payloadType: 1, instance: 3, operation: "regenerate" },
    response: {},
    freeipmi: { request: { payload_type: 1, payload_instance: 3, operation: 2 } },
  }),
  readBack(SetChannelSecurityKeys, {
    request: { channel: 5, operation: "set", keyId: "kg", key: fromHex("303132333435363738393a3b3c3d3e3f40414243") },
    response: { lockStatus: "unlocked", key: fromHex("303132333435363738393a3b3c3d3e3f40414243") },
    freeipmi: {
      request: { channel_number: 5, operation: 1, key_id: 1, key_value: "303132333435363738393a3b3c3d3e3f40414243" },
      response: { lock_status: 2, key_value: "303132333435363738393a3b3c3d3e3f40414243" },
    },
  }),
  readBack(GetSystemInterfaceCapabilities, {
    request: { interface: "kcs" },
    response: { version: 1, pec: false, transactions: "singlePart", inputSize: 64 },
    freeipmi: {
      request: { system_interface: 1 },
      response: { system_interface_version: 1, input_maximum_message_size: 64 },
    },
    layouts: { response: "cmd_get_system_interface_capabilities_kcs_rs" },
  }),
  readBack(GetSystemInterfaceCapabilities, {
    request: { interface: "ssif" },
    response: { version: 2, pec: true, transactions: "multiPart", inputSize: 32, outputSize: 33 },
    freeipmi: {
      response: {
        ssif_version: 2,
        pec_support: 1,
        transaction_support: 1,
        input_message_size: 32,
        output_message_size: 33,
      },
    },
    layouts: { response: "cmd_get_system_interface_capabilities_ssif_rs" },
  }),
];
