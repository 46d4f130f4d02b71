//! The OpenAPI document, gathered while endpoints are mounted: what is served is what is described.

use motcua_contract::{
    Access, DEVICE_HEADER, Endpoint, IDEMPOTENCY_HEADER, Method, NoBody, PREFIX, Problem, RECEIPT_HEADER, VERSION,
    problem,
};
use std::{any::TypeId, collections::BTreeMap};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, HttpMethod, Info, ObjectBuilder, OpenApi, Paths, Ref, RefOr, Required, Response,
        ResponseBuilder, Responses, Schema,
        path::{OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::Type,
        security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
    },
};

/// The cookie scheme's name in the document.
const SESSION: &str = "session";
const DEVICE: &str = "device";
const RECEIPT: &str = "receipt";

/// The document while it grows.
#[derive(Default)]
pub struct Document {
    paths: Paths,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Document {
    /// Describes an endpoint.
    pub fn add<E>(&mut self)
    where
        E: Endpoint + 'static,
        E::Body: ToSchema + 'static,
        E::Reply: ToSchema + 'static,
    {
        let name = std::any::type_name::<E>().rsplit("::").next().unwrap_or_default();
        let tag = E::PATH.trim_start_matches(PREFIX).split('/').next().unwrap_or_default();
        let mut operation = OperationBuilder::new().operation_id(Some(name)).tag(tag).responses(self.responses::<E>());
        for segment in E::PATH.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
            let text = ObjectBuilder::new().schema_type(Type::String).build();
            let parameter =
                ParameterBuilder::new().name(segment).parameter_in(ParameterIn::Path).required(Required::True);
            operation = operation.parameter(parameter.schema(Some(text)));
        }
        if TypeId::of::<E::Body>() != TypeId::of::<NoBody>() {
            let schema = self.schema::<E::Body>();
            let body = RequestBodyBuilder::new().required(Some(Required::True));
            operation =
                operation.request_body(Some(body.content("application/json", Content::new(Some(schema))).build()));
        }
        for scheme in schemes(E::ACCESS) {
            operation = operation.security(SecurityRequirement::new::<_, _, &str>(*scheme, []));
        }
        self.paths.add_path_operation(E::PATH, vec![method(E::METHOD)], operation.build());
    }

    fn responses<E: Endpoint>(&mut self) -> Responses
    where
        E::Reply: ToSchema + 'static,
    {
        let mut good = ResponseBuilder::new().description("done");
        if TypeId::of::<E::Reply>() != TypeId::of::<NoBody>() {
            let schema = self.schema::<E::Reply>();
            good = good.content("application/json", Content::new(Some(schema)));
        }
        let refused = self.schema::<Problem>();
        let bad =
            ResponseBuilder::new().description("refused").content(problem::MEDIA_TYPE, Content::new(Some(refused)));
        let mut responses = Responses::new();
        responses.responses.insert("2XX".to_owned(), RefOr::<Response>::T(good.build()));
        responses.responses.insert("default".to_owned(), RefOr::<Response>::T(bad.build()));
        responses
    }

    /// Keeps a type's schema and everything it is made of; gives back the reference.
    fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let name = T::name().into_owned();
        if !self.schemas.contains_key(&name) {
            self.schemas.insert(name.clone(), <T as PartialSchema>::schema());
            let mut parts = Vec::new();
            T::schemas(&mut parts);
            self.schemas.extend(parts);
        }
        RefOr::Ref(Ref::from_schema_name(name))
    }

    /// The whole document.
    #[must_use]
    pub fn finish(self) -> OpenApi {
        let mut components = Components::new();
        components.schemas.extend(self.schemas);
        for (name, header) in [(DEVICE, DEVICE_HEADER), (RECEIPT, RECEIPT_HEADER)] {
            components.add_security_scheme(name, SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(header))));
        }
        let cookie = ApiKeyValue::new(super::access::COOKIE);
        components.add_security_scheme(SESSION, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let mut document = OpenApi::new(Info::new("Mot Cua", &VERSION.to_string()), self.paths);
        document.info.description = Some(format!(
            "Refusals are {} with a stable `code`. Submissions and supplements need `{IDEMPOTENCY_HEADER}` (a UUID). \
             Requests that change something must come from the same origin.",
            problem::MEDIA_TYPE
        ));
        document.components = Some(components);
        document
    }
}

const fn schemes(access: Access) -> &'static [&'static str] {
    match access {
        Access::Public => &[],
        Access::Device => &[DEVICE],
        Access::Receipt => &[RECEIPT],
        Access::Staff | Access::Duty(_) => &[SESSION],
        Access::Uploader => &[DEVICE, SESSION],
    }
}

const fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::Get,
        Method::Post => HttpMethod::Post,
        Method::Patch => HttpMethod::Patch,
        Method::Put => HttpMethod::Put,
        Method::Head => HttpMethod::Head,
        Method::Delete => HttpMethod::Delete,
    }
}
