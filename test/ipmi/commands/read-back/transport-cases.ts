import { Callback } from "../../../../src/ipmi/commands/transport/callback.ts";
import { GetIpUdpRmcpStatistics } from "../../../../src/ipmi/commands/transport/get-ip-udp-rmcp-statistics.ts";
import { GetPppUdpProxyReceiveData } from "../../../../src/ipmi/commands/transport/get-ppp-udp-proxy-receive-data.ts";
import { GetPppUdpProxyTransmitData } from "../../../../src/ipmi/commands/transport/get-ppp-udp-proxy-transmit-data.ts";
import { GetSerialModemConfiguration } from "../../../../src/ipmi/commands/transport/get-serial-modem-configuration.ts";
import { GetTapResponseCodes } from "../../../../src/ipmi/commands/transport/get-tap-response-codes.ts";
import { GetUserCallbackOptions } from "../../../../src/ipmi/commands/transport/get-user-callback-options.ts";
import { SendPppUdpProxyPacket } from "../../../../src/ipmi/commands/transport/send-ppp-udp-proxy-packet.ts";
import { SerialModemConnectionActive } from "../../../../src/ipmi/commands/transport/serial-modem-connection-active.ts";
import { SetPppUdpProxyTransmitData } from "../../../../src/ipmi/commands/transport/set-ppp-udp-proxy-transmit-data.ts";
import { SetSerialModemConfiguration } from "../../../../src/ipmi/commands/transport/set-serial-modem-configuration.ts";
import { SetSerialModemMux } from "../../../../src/ipmi/commands/transport/set-serial-modem-mux.ts";
import { SetUserCallbackOptions } from "../../../../src/ipmi/commands/transport/set-user-callback-options.ts";
import { SuspendBmcArps } from "../../../../src/ipmi/commands/transport/suspend-bmc-arps.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const transportReadBackCases: readonly ReadBackCase[] = [
  readBack(SuspendBmcArps, {
    request: { channel: 5, gratuitousArps: false, arpResponses: true },
    response: { gratuitousArps: true, arpResponses: false },
    tshark: { request: { "tr03.chan": "5", "tr03.arp_resp": "1" }, response: { "tr03.status_gratuitous_arp": "1" } },
    freeipmi: {
      request: { channel_number: 5, arp_response_suspend: 1 },
      response: { gratuitous_arp_response_status: 1 },
    },
  }),
  readBack(GetIpUdpRmcpStatistics, {
    request: { channel: 5, clear: true },
    response: {
      ipPacketsReceived: 0x101,
      ipHeaderErrors: 0x202,
      ipAddressErrors: 0x303,
      fragmentsReceived: 0x404,
      ipPacketsSent: 0x505,
      udpPacketsReceived: 0x606,
      rmcpPacketsReceived: 0x707,
      proxyPacketsReceived: 0x808,
      proxyPacketsDropped: 0x909,
    },
    tshark: {
      request: { "tr04.chan": "5", "tr04.clear": "1" },
      response: {
        "tr04.rx_ippkts": "257",
        "tr04.rx_iphdr_err": "514",
        "tr04.rx_ipaddr_err": "771",
        "tr04.rx_ippkts_frag": "1028",
        "tr04.tx_ippkts": "1285",
        "tr04.rx_udppkts": "1542",
        "tr04.rx_validrmcp": "1799",
        "tr04.rx_udpproxy": "2056",
        "tr04.dr_udpproxy": "2313",
      },
    },
    freeipmi: {
      request: { channel_number: 5, clear_all_statistics: 1 },
      response: {
        ip_packets_received: 0x101,
        received_ip_header_errors: 0x202,
        received_ip_address_errors: 0x303,
        fragmented_ip_packets_received: 0x404,
        ip_packets_transmitted: 0x505,
        udp_packets_received: 0x606,
        valid_rmcp_packets_received: 0x707,
        udp_proxy_packets_received: 0x808,
        udp_proxy_packets_dropped: 0x909,
      },
    },
  }),
  readBack(SetSerialModemConfiguration, {
    request: { channel: 5, parameter: 193, data: fromHex("0a0b") },
    response: {},
    tshark: { request: { "tr10.chan": "5", "tr10.param": "193", "tr10.param_data": "0a:0b" } },
    freeipmi: { request: { channel_number: 5, parameter_selector: 193, configuration_parameter_data: "0a0b" } },
  }),
  readBack(GetSerialModemConfiguration, {
    request: { channel: 5, revisionOnly: false, parameter: 193, set: 3, block: 4 },
    response: { revision: 17, data: fromHex("0a0b") },
    tshark: {
      request: { "tr11.chan": "5", "tr11.param": "193", "tr11.set": "0x03", "tr11.block": "0x03" },
      response: { "tr11.rev.present": "1", "tr11.rev.compat": "1", "tr11.param_data": "0a:0b" },
    },
    freeipmi: {
      request: { channel_number: 5, parameter_selector: 193, set_selector: 3, block_selector: 4 },
      response: { present_revision: 1, oldest_revision_parameter: 1, configuration_parameter_data: "0a0b" },
    },
  }),
  readBack(SetSerialModemMux, {
    request: { channel: 5, setting: "allowToController" },
    response: {
      setTo: "controller",
      accepted: false,
      messagingActive: true,
      alertInProgress: false,
      toControllerAllowed: true,
      toSystemAllowed: false,
    },
    tshark: {
      request: { "tr12.chan": "5", "tr12.mux_setting": "0x08" },
      response: { "tr12.sw_to_bmc": "1", "tr12.msg": "1", "tr12.mux_state": "1" },
    },
  }),
  readBack(GetTapResponseCodes, {
    request: { channel: 5 },
    response: {
      codes: [fromHex("313131"), fromHex("323232"), fromHex("333333"), fromHex("343434"), fromHex("353535")],
    },
    tshark: {
      request: { "tr13.chan": "5" },
      response: {
        "tr13.code1": "111",
        "tr13.code2": "222",
        "tr13.code3": "333",
        "tr13.code4": "444",
        "tr13.code5": "555",
      },
    },
  }),
  readBack(SetPppUdpProxyTransmitData, {
    request: { channel: 5, block: 3, data: fromHex("303132333435363738393a3b3c3d3e3f") },
    response: {},
    tshark: {
      request: { "tr14.chan": "5", "tr14.block": "3", "tr14.data": "30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f" },
    },
  }),
  readBack(GetPppUdpProxyTransmitData, {
    request: { channel: 5, block: 3 },
    response: { data: fromHex("303132333435363738393a3b3c3d3e3f") },
    tshark: {
      request: { "tr15.chan": "5", "tr15.block": "3" },
      response: { "tr15.data": "30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f" },
    },
  }),
  readBack(SendPppUdpProxyPacket, {
    request: {
      channel: 5,
      sourcePort: 0x102,
      destinationPort: 0x26f,
      sourceAddress: fromHex("0a000001"),
      destinationAddress: fromHex("0a000002"),
      length: 0x304,
    },
    response: {},
    tshark: {
      request: {
        "tr16.chan": "5",
        "tr16.src_port": "258",
        "tr16.dst_port": "623",
        "tr16.src_addr": "10.0.0.1",
        "tr16.dst_addr": "10.0.0.2",
        "tr16.bytes": "772",
      },
    },
  }),
  readBack(GetPppUdpProxyReceiveData, {
    request: { channel: 5, block: 3, clear: true },
    response: { data: fromHex("303132333435363738393a3b3c3d3e3f") },
    tshark: {
      request: { "tr17.chan": "5", "tr17.clear": "1", "tr17.block_num": "3" },
      response: { "tr17.data": "30:31:32:33:34:35:36:37:38:39:3a:3b:3c:3d:3e:3f" },
    },
  }),
  readBack(SerialModemConnectionActive, {
    request: { sessionState: 2, ipmiVersion: 2 },
    response: {},
    tshark: { request: { "tr18.state": "0x02", "tr18.ipmi_ver": "2" } },
  }),
  readBack(Callback, {
    request: { channel: 5, destination: 3 },
    response: {},
    tshark: { request: { "tr19.chan": "5", "tr19.dest_sel": "3" } },
  }),
  readBack(SetUserCallbackOptions, {
    request: {
      userId: 9,
      channel: 5,
      kinds: ["cbcp"],
      cbcp: ["none", "fromList"],
      destination1: 1,
      destination2: 2,
      destination3: 15,
    },
    response: {},
    tshark: {
      request: {
        "tr1a.user": "9",
        "tr1a.chan": "5",
        "trXX.cap_cbcp": "1",
        "trXX.cbcp_from_list": "1",
        "trXX.cbcp_nocb": "1",
        "trXX.dst1": "1",
        "trXX.dst2": "2",
        "trXX.dst3": "15",
      },
    },
  }),
  readBack(GetUserCallbackOptions, {
    request: { userId: 9, channel: 5 },
    response: {
      kinds: ["ipmi"],
      cbcp: ["prespecified", "userSpecified"],
      destination1: 1,
      destination2: 2,
      destination3: 3,
    },
    tshark: {
      request: { "tr1b.user": "9", "tr1b.chan": "5" },
      response: {
        "trXX.cap_ipmi": "1",
        "trXX.cbcp_user": "1",
        "trXX.cbcp_prespec": "1",
        "trXX.dst1": "1",
        "trXX.dst2": "2",
        "trXX.dst3": "3",
      },
    },
  }),
];
