/*
 * Made by scripts/redfish-tables.ts from schemas and message registries of the DMTF; do not edit. Their license:
 *
 * BSD 3-Clause License
 *
 * Copyright (c) 2014-2025, Contributing Member(s) of Distributed Management Task
 * Force, Inc.. All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without modification,
 * are permitted provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this
 * list of conditions and the following disclaimer.
 *
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 * this list of conditions and the following disclaimer in the documentation and/or
 * other materials provided with the distribution.
 *
 * 3. Neither the name of the copyright holder nor the names of its contributors
 * may be used to endorse or promote products derived from this software without
 * specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND
 * ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
 * WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
 * DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
 * ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
 * (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
 * LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON
 * ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
 * (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
 * SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */

/** Versions of the schemas served; null for collections, which have none. */
export const schemaVersions = {
  AccountService: "v1_18_1",
  Chassis: "v1_28_0",
  ChassisCollection: null,
  ComputerSystem: "v1_27_0",
  ComputerSystemCollection: null,
  Event: "v1_13_0",
  EventDestination: "v1_16_0",
  EventDestinationCollection: null,
  EventService: "v1_12_0",
  JsonSchemaFile: "v1_1_5",
  JsonSchemaFileCollection: null,
  LogEntry: "v1_21_0",
  LogEntryCollection: null,
  LogService: "v1_9_0",
  LogServiceCollection: null,
  Manager: "v1_24_0",
  ManagerAccount: "v1_14_1",
  ManagerAccountCollection: null,
  ManagerCollection: null,
  Message: "v1_3_0",
  MessageRegistryFile: "v1_1_5",
  MessageRegistryFileCollection: null,
  Role: "v1_3_3",
  RoleCollection: null,
  Sensor: "v1_12_0",
  SensorCollection: null,
  ServiceRoot: "v1_20_0",
  Session: "v1_8_0",
  SessionCollection: null,
  SessionService: "v1_2_0",
} as const;

export type SchemaName = keyof typeof schemaVersions;

/** The messages the exporter sends, of the registries they belong to. */
export const registries = {
  Base: {
    version: "1.22.1",
    messages: {
      AccessDenied: {
        message: "While attempting to establish a connection to '%1', the service denied access.",
        severity: "Critical",
        args: 1,
        resolution: "Attempt to ensure that the URI is correct and that the service has the appropriate credentials.",
      },
      ActionNotSupported: {
        message: "The action %1 is not supported by the resource.",
        severity: "Critical",
        args: 1,
        resolution: "Check the Actions property in the resource for the supported actions.",
      },
      GeneralError: {
        message:
          "A general error has occurred.  See Resolution for information on how to resolve the error, or @Message.ExtendedInfo if Resolution is not provided.",
        severity: "Critical",
        args: 0,
        resolution: "None.",
      },
      HeaderInvalid: {
        message: "Header '%1' is invalid.",
        severity: "Critical",
        args: 1,
        resolution: "Resubmit the request with a valid request header.",
      },
      InsufficientPrivilege: {
        message:
          "There are insufficient privileges for the account or credentials associated with the current session to perform the requested operation.",
        severity: "Critical",
        args: 0,
        resolution:
          "Either abandon the operation or change the associated access rights and resubmit the request if the operation failed.",
      },
      InternalError: {
        message: "The request failed due to an internal service error.  The service is still operational.",
        severity: "Critical",
        args: 0,
        resolution: "Resubmit the request.  If the problem persists, consider resetting the service.",
      },
      MalformedJSON: {
        message: "The request body submitted was malformed JSON and could not be parsed by the receiving service.",
        severity: "Critical",
        args: 0,
        resolution: "Ensure that the request body is valid JSON and resubmit the request.",
      },
      MissingOrMalformedPart: {
        message: "The multipart request contains malformed parts or is missing required parts.",
        severity: "Critical",
        args: 0,
        resolution: "Add any missing required parts or correct the malformed parts and resubmit the request.",
      },
      NoValidSession: {
        message: "There is no valid session established with the implementation.",
        severity: "Critical",
        args: 0,
        resolution: "Establish a session before attempting any operations.",
      },
      OperationNotAllowed: {
        message: "The HTTP method is not allowed on this resource.",
        severity: "Critical",
        args: 0,
        resolution: "None.",
      },
      PasswordChangeRequired: {
        message:
          "The password provided for this account must be changed before access is granted.  PATCH the Password property for this account located at the target URI '%1' to complete this process.",
        severity: "Critical",
        args: 1,
        resolution: "Change the password for this account using a PATCH to the Password property at the URI provided.",
      },
      PayloadTooLarge: {
        message: "The supplied payload exceeds the maximum size supported by the service.",
        severity: "Critical",
        args: 0,
        resolution: "Check that the supplied payload is correct and supported by this service.",
      },
      PreconditionFailed: {
        message: "The ETag supplied did not match the ETag required to change this resource.",
        severity: "Critical",
        args: 0,
        resolution: "Try the operation again using the appropriate ETag.",
      },
      PropertyMissing: {
        message: "The property %1 is a required property and must be included in the request.",
        severity: "Warning",
        args: 1,
        resolution:
          "Ensure that the property is in the request body and has a valid value and resubmit the request if the operation failed.",
      },
      PropertyUnknown: {
        message: "The property %1 is not in the list of valid properties for the resource.",
        severity: "Warning",
        args: 1,
        resolution:
          "Remove the unknown property from the request body and resubmit the request if the operation failed.",
      },
      PropertyValueError: {
        message: "The value provided for the property %1 is not valid.",
        severity: "Warning",
        args: 1,
        resolution:
          "Correct the value for the property in the request body and resubmit the request if the operation failed.",
      },
      PropertyValueTypeError: {
        message: "The value '%1' for the property %2 is not a type that the property can accept.",
        severity: "Warning",
        args: 2,
        resolution:
          "Correct the value for the property in the request body and resubmit the request if the operation failed.",
      },
      QueryCombinationInvalid: {
        message: "Two or more query parameters in the request cannot be used together.",
        severity: "Warning",
        args: 0,
        resolution: "Remove one or more of the query parameters and resubmit the request if the operation failed.",
      },
      QueryNotSupported: {
        message: "Querying is not supported by the implementation.",
        severity: "Warning",
        args: 0,
        resolution: "Remove the query parameters and resubmit the request if the operation failed.",
      },
      QueryNotSupportedOnResource: {
        message: "Querying is not supported on the requested resource.",
        severity: "Warning",
        args: 0,
        resolution: "Remove the query parameters and resubmit the request if the operation failed.",
      },
      QueryParameterOutOfRange: {
        message: "The value '%1' for the query parameter %2 is out of range %3.",
        severity: "Warning",
        args: 3,
        resolution:
          "Reduce the value for the query parameter to a value that is within range, such as a start or count value that is within bounds of the number of resources in a collection or a page number that is within the range of valid pages.",
      },
      QueryParameterValueFormatError: {
        message: "The value '%1' for the parameter %2 is not a format that the parameter can accept.",
        severity: "Warning",
        args: 2,
        resolution:
          "Correct the value for the query parameter in the request and resubmit the request if the operation failed.",
      },
      QueryParameterValueTypeError: {
        message: "The value '%1' for the query parameter %2 is not a type that the parameter can accept.",
        severity: "Warning",
        args: 2,
        resolution:
          "Correct the value for the query parameter in the request and resubmit the request if the operation failed.",
      },
      ResourceAtUriUnauthorized: {
        message: "While accessing the resource at '%1', the service received an authorization error '%2'.",
        severity: "Critical",
        args: 2,
        resolution: "Ensure that the appropriate access is provided for the service in order for it to access the URI.",
      },
      ResourceMissingAtURI: {
        message: "The resource at the URI '%1' was not found.",
        severity: "Critical",
        args: 1,
        resolution: "Place a valid resource at the URI or correct the URI and resubmit the request.",
      },
      ServiceTemporarilyUnavailable: {
        message: "The service is temporarily unavailable.  Retry in %1 seconds.",
        severity: "Critical",
        args: 1,
        resolution: "Wait for the indicated retry duration and retry the operation.",
      },
      SessionLimitExceeded: {
        message:
          "The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.",
        severity: "Critical",
        args: 0,
        resolution:
          "Reduce the number of other sessions before trying to establish the session or increase the limit of simultaneous sessions, if supported.",
      },
      Success: { message: "The request completed successfully.", severity: "OK", args: 0, resolution: "None." },
      UnrecognizedRequestBody: {
        message: "The service detected a malformed request body that it was unable to interpret.",
        severity: "Warning",
        args: 0,
        resolution: "Correct the request body and resubmit the request if it failed.",
      },
    },
  },
  ResourceEvent: {
    version: "1.4.3",
    messages: {
      ResourceChanged: {
        message: "One or more resource properties have changed.",
        severity: "OK",
        args: 0,
        resolution: "None.",
      },
      ResourceCreated: {
        message: "The resource was created successfully.",
        severity: "OK",
        args: 0,
        resolution: "None.",
      },
      ResourceRemoved: {
        message: "The resource was removed successfully.",
        severity: "OK",
        args: 0,
        resolution: "None.",
      },
      ResourceStateChanged: {
        message: "The state of resource '%1' has changed to %2.",
        severity: "OK",
        args: 2,
        resolution: "None.",
      },
      ResourceStatusChangedCritical: {
        message: "The health of resource '%1' has changed to %2.",
        severity: "Critical",
        args: 2,
        resolution: "None.",
      },
      ResourceStatusChangedOK: {
        message: "The health of resource '%1' has changed to %2.",
        severity: "OK",
        args: 2,
        resolution: "None.",
      },
      ResourceStatusChangedWarning: {
        message: "The health of resource '%1' has changed to %2.",
        severity: "Warning",
        args: 2,
        resolution: "None.",
      },
    },
  },
  SensorEvent: {
    version: "1.1.0",
    messages: {
      ReadingAboveLowerCriticalThreshold: {
        message:
          "Sensor '%1' reading of %2 (%3) is now above the %4 lower critical threshold but remains outside of normal range.",
        severity: "Warning",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingAboveLowerFatalThreshold: {
        message:
          "Sensor '%1' reading of %2 (%3) is now above the %4 lower fatal threshold but remains outside of normal range.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingAboveUpperCautionThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is above the %4 upper caution threshold.",
        severity: "Warning",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingAboveUpperCriticalThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is above the %4 upper critical threshold.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingAboveUpperFatalThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is above the %4 upper fatal threshold.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingBelowLowerCautionThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is below the %4 lower caution threshold.",
        severity: "Warning",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingBelowLowerCriticalThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is below the %4 lower critical threshold.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingBelowLowerFatalThreshold: {
        message: "Sensor '%1' reading of %2 (%3) is below the %4 lower fatal threshold.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingBelowUpperCriticalThreshold: {
        message:
          "Sensor '%1' reading of %2 (%3) is now below the %4 upper critical threshold but remains outside of normal range.",
        severity: "Warning",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      ReadingBelowUpperFatalThreshold: {
        message:
          "Sensor '%1' reading of %2 (%3) is now below the %4 upper fatal threshold but remains outside of normal range.",
        severity: "Critical",
        args: 4,
        resolution: "Check the condition of the resources listed in RelatedItem.",
      },
      SensorReadingNormalRange: {
        message: "Sensor '%1' reading of %2 (%3) is within normal operating range.",
        severity: "OK",
        args: 3,
        resolution: "None.",
      },
    },
  },
} as const;
