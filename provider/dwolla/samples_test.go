package dwolla

// samples are what the payloads in testdata/events say: file, event, customer, kind and
// ID of the resource, time.
var samples = []struct{ file, id, customer, kind, resource, created string }{
	{
		"customer_activated",
		"0f0ab172-0800-42a7-86d4-768661861cea", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"customer", "e358a488-6699-4d79-bbfb-c5bf58100ea4", "2017-01-20T22:11:58.983Z",
	},
	{
		"customer_bank_transfer_cancelled",
		"9ae33508-1015-429c-ac14-ff05d29164b1", "9bc9c1be-3546-46d7-b883-49be0a9b0df3",
		"transfer", "4e8d29e9-00e0-e611-80ee-0aa34a9b2388", "2017-01-21T17:42:16.492Z",
	},
	{
		"customer_bank_transfer_completed",
		"6822a340-b8c4-432a-ba71-9ae90cb70ec4", "491b1fff-514b-4d90-9a3f-4360a51ab47b",
		"transfer", "1e91b014-eedf-e611-80ee-0aa34a9b2388", "2017-01-21T17:34:46.450Z",
	},
	{
		"customer_bank_transfer_completed.under-customer_bank_transfer_created",
		"c6694e91-a425-4e69-819a-2e033e33df8a", "491b1fff-514b-4d90-9a3f-4360a51ab47b",
		"transfer", "98603beb-63df-e611-80ee-0aa34a9b2388", "2017-01-20T22:58:44.900Z",
	},
	{
		"customer_bank_transfer_creation_failed",
		"c0b583dc-f7f2-4ac0-901f-e6f2e9ebbefc", "9bc9c1be-3546-46d7-b883-49be0a9b0df3",
		"transfer", "bc78e0a3-01e0-e611-80ee-0aa34a9b2388", "2017-01-21T17:47:59.932Z",
	},
	{
		"customer_bank_transfer_failed",
		"eef9f3d0-ea9d-474d-8b68-fba5b54cfc04", "491b1fff-514b-4d90-9a3f-4360a51ab47b",
		"transfer", "55c89a4e-63df-e611-80ee-0aa34a9b2388", "2017-01-20T22:53:47.421Z",
	},
	{
		"customer_beneficial_owner_created",
		"6d4a51b9-2503-4b17-bc28-beb6ea722556", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"beneficial-owner", "41cb879c-bd00-4afd-aa6c-03c2b7ced158", "2019-05-30T21:38:28.483Z",
	},
	{
		"customer_beneficial_owner_removed",
		"7f9ebdea-457b-e911-8119-d7bc0de34d9c", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"beneficial-owner", "41cb879c-bd00-4afd-aa6c-03c2b7ced158", "2019-05-30T21:38:28.483Z",
	},
	{
		"customer_beneficial_owner_reverification_needed",
		"5c247d55-d94e-4a3d-8aa6-53307f20e1b6", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"beneficial-owner", "3898c437-539b-4af4-b608-af62c9b344c1", "2019-05-30T21:48:49.889Z",
	},
	{
		"customer_beneficial_owner_verification_document_approved",
		"864661ec-5760-46f6-861d-a95b3ecc1666", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"document", "d2fa0201-cc33-487f-b5d9-13b4fcfa6375", "2019-06-06T18:22:44.659Z",
	},
	{
		"customer_beneficial_owner_verification_document_failed",
		"a51d185f-347e-48d7-9f1f-7d007e498768", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"document", "d6500f93-70a3-49c9-a5dd-a51708cd29bb", "2019-06-06T18:21:38.070Z",
	},
	{
		"customer_beneficial_owner_verification_document_needed",
		"f28c9580-4d80-47bf-b8cc-2b1808cfd1eb", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"beneficial-owner", "3898c437-539b-4af4-b608-af62c9b344c1", "2019-05-30T21:42:57.019Z",
	},
	{
		"customer_beneficial_owner_verification_document_uploaded",
		"fd999c53-2695-4626-bd16-7bd009530dfd", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"document", "cc71ecaa-de89-4108-8dba-b62c264a31af", "2019-06-06T18:20:24.065Z",
	},
	{
		"customer_beneficial_owner_verified",
		"dc6fc216-2911-4378-81a8-279f2c81e49a", "ba295d5a-039c-4278-ac9e-0b0077226eeb",
		"beneficial-owner", "41cb879c-bd00-4afd-aa6c-03c2b7ced158", "2019-05-30T21:38:28.483Z",
	},
	{
		"customer_created",
		"29a82d20-a703-41cb-9b3c-bd409c499925", "a6f09251-c2de-4833-94a8-5c70916cebbc",
		"customer", "a6f09251-c2de-4833-94a8-5c70916cebbc", "2019-05-30T18:21:11.490Z",
	},
	{
		"customer_created.legacy-overview",
		"29a82d20-a703-41cb-9b3c-bd409c499925", "a6f09251-c2de-4833-94a8-5c70916cebbc",
		"customer", "a6f09251-c2de-4833-94a8-5c70916cebbc", "2019-05-30T18:21:11.490Z",
	},
	{
		"customer_created.overview",
		"29a82d20-a703-41cb-9b3c-bd409c499925", "a6f09251-c2de-4833-94a8-5c70916cebbc",
		"customer", "a6f09251-c2de-4833-94a8-5c70916cebbc", "2019-05-30T18:21:11.490Z",
	},
	{
		"customer_deactivated",
		"3dfa3922-c873-4d2e-a3de-ab80bb8ac67e", "be2d2322-fdee-4361-8722-4289f5601604",
		"customer", "be2d2322-fdee-4361-8722-4289f5601604", "2017-07-24T14:51:56.932Z",
	},
	{
		"customer_funding_source_added",
		"84f296e9-08a6-46b2-bb23-bd25552492f5", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:15:48.265Z",
	},
	{
		"customer_funding_source_negative",
		"da9de3aa-2fc9-46dc-9d5e-5055d1910e2c", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:26:25.973Z",
	},
	{
		"customer_funding_source_removed",
		"f8fef3b4-4d6a-4c10-94f4-2a11b4791b6a", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:26:25.973Z",
	},
	{
		"customer_funding_source_unverified",
		"e2906820-d687-4201-98c2-055eb218fc22", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:26:25.973Z",
	},
	{
		"customer_funding_source_updated",
		"c3b0db02-b4a7-463e-ba6c-34857bf8105f", "4e1ba3ba-4948-413e-a4f2-65def9c3d7e5",
		"funding-source", "da9de3aa-2fc9-46dc-9d5e-5055d1910e2c", "2019-05-30T21:29:29.317Z",
	},
	{
		"customer_funding_source_verified",
		"55886d20-e242-4f4d-b75f-f23851363237", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:23:42.928Z",
	},
	{
		"customer_kba_verification_failed",
		"83602871-b142-47cb-a5d6-ddf240416955", "a811608d-140a-4e2c-9eed-ee26dd5172b0",
		"customer", "a811608d-140a-4e2c-9eed-ee26dd5172b0", "2019-10-30T15:43:26.256Z",
	},
	{
		"customer_kba_verification_needed",
		"36c99d4e-ec2f-4a31-8318-2f39121dc6dc", "5da64ab9-785e-4b67-96b1-7ab5f1a12e22",
		"customer", "5da64ab9-785e-4b67-96b1-7ab5f1a12e22", "2019-10-30T15:39:23.560Z",
	},
	{
		"customer_kba_verification_passed",
		"e94951e3-6c83-40e2-990f-b25a76ce753e", "5da64ab9-785e-4b67-96b1-7ab5f1a12e22",
		"customer", "5da64ab9-785e-4b67-96b1-7ab5f1a12e22", "2019-10-30T15:40:02.379Z",
	},
	{
		"customer_mass_payment_cancelled",
		"bdb4fc57-c844-41d5-9553-9e8bfb00498d", "9bc9c1be-3546-46d7-b883-49be0a9b0df3",
		"mass-payment", "47ccaea8-6f7c-43b1-a368-a702012631c6", "2017-01-21T17:51:08.305Z",
	},
	{
		"customer_mass_payment_completed",
		"c036bcf7-6b76-482c-af32-71df7175e7a2", "9bc9c1be-3546-46d7-b883-49be0a9b0df3",
		"mass-payment", "47ccaea8-6f7c-43b1-a368-a702012631c6", "2017-01-21T17:51:08.305Z",
	},
	{
		"customer_mass_payment_created",
		"cc8ace67-e6ee-4963-84f1-1936c558418f", "9bc9c1be-3546-46d7-b883-49be0a9b0df3",
		"mass-payment", "47ccaea8-6f7c-43b1-a368-a702012631c6", "2017-01-21T17:51:06.927Z",
	},
	{
		"customer_microdeposits_added",
		"d765519c-a43f-49b8-8124-082d752065eb", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:17:08.675Z",
	},
	{
		"customer_microdeposits_completed",
		"6c9d289c-26af-4fc0-a227-2ca1345172fd", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:21:21.328Z",
	},
	{
		"customer_microdeposits_failed",
		"f025832c-a0e6-4e2a-a8c1-bcc255fdc720", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "752fe4da-421e-4b4c-a422-48370d8a52a6", "2017-01-20T22:29:01.409Z",
	},
	{
		"customer_microdeposits_maxattempts",
		"6c9d289c-26af-4fc0-a227-2ca1345172fd", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"funding-source", "00e17e13-8ebb-4160-96e7-c632170ef9f9", "2017-01-20T22:21:21.328Z",
	},
	{
		"customer_reverification_needed",
		"b5f4179e-840e-4b63-b148-ea18cb80b9a7", "15b9ecc2-0c83-4e85-bf9f-948458a8be63",
		"customer", "15b9ecc2-0c83-4e85-bf9f-948458a8be63", "2019-05-29T16:39:49.847Z",
	},
	{
		"customer_suspended",
		"9c949341-653e-41f3-a27c-00c772e41061", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"customer", "e358a488-6699-4d79-bbfb-c5bf58100ea4", "2017-01-20T22:10:39.309Z",
	},
	{
		"customer_transfer_cancelled",
		"c3a889d4-9a79-4b41-a8ff-25fac33107e3", "491b1fff-514b-4d90-9a3f-4360a51ab47b",
		"transfer", "cdb5f11f-62df-e611-80ee-0aa34a9b2388", "2017-01-20T22:48:07.552Z",
	},
	{
		"customer_transfer_completed",
		"ea7435f6-d7d6-4f14-9ed9-8602369d268b", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"transfer", "52de20f1-eddf-e611-80ee-0aa34a9b2388", "2017-01-21T15:27:07.438Z",
	},
	{
		"customer_transfer_created",
		"cac95329-9fa5-42f1-a4fc-c08af7b868fb", "e358a488-6699-4d79-bbfb-c5bf58100ea4",
		"transfer", "cdb5f11f-62df-e611-80ee-0aa34a9b2388", "2017-01-20T22:45:12.790Z",
	},
	{
		"customer_transfer_failed",
		"eef9f3d0-ea9d-474d-8b68-fba5b54cfc04", "491b1fff-514b-4d90-9a3f-4360a51ab47b",
		"transfer", "55c89a4e-63df-e611-80ee-0aa34a9b2388", "2017-01-20T22:53:47.421Z",
	},
	{
		"customer_verification_document_approved",
		"aa4ebc7b-e3d0-4f1d-98e9-5a67620fdc3b", "5701dc20-8fd7-449e-bf66-5b5e1f04608d",
		"document", "e6f84583-543e-438e-9db3-f9127f985fa5", "2017-01-21T17:16:21.723Z",
	},
	{
		"customer_verification_document_failed",
		"6d89da24-ca10-496b-bd3c-7e24ba1f6562", "5701dc20-8fd7-449e-bf66-5b5e1f04608d",
		"document", "e6f84583-543e-438e-9db3-f9127f985fa5", "2017-01-21T17:12:41.177Z",
	},
	{
		"customer_verification_document_needed",
		"02749a08-068b-43a2-b792-c7cf8762f226", "4e1ba3ba-4948-413e-a4f2-65def9c3d7e5",
		"customer", "4e1ba3ba-4948-413e-a4f2-65def9c3d7e5", "2019-05-30T18:27:24.860Z",
	},
	{
		"customer_verification_document_uploaded",
		"e878da16-5d04-4285-b5e9-6d5b8ac4418a", "5701dc20-8fd7-449e-bf66-5b5e1f04608d",
		"document", "e6f84583-543e-438e-9db3-f9127f985fa5", "2017-01-21T17:09:49.860Z",
	},
	{
		"customer_verified",
		"7a48e039-f004-409a-b43a-fcce65ccd76a", "4e1ba3ba-4948-413e-a4f2-65def9c3d7e5",
		"customer", "4e1ba3ba-4948-413e-a4f2-65def9c3d7e5", "2019-05-30T18:38:18.397Z",
	},
}
