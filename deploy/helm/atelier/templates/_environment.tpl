{{/*
Secrets come as files, of which NAME_FILE tells the path: they stand in no environment. Each is
{ name, secret, key } of { root, component }.
*/}}
{{- define "atelier.secrets" -}}
{{- $v := .root.Values }}
{{- $all := list }}
{{- if eq .component "gateway" }}
{{- $all = append $all (dict "name" "DATABASE_URL" "secret" $v.database.existingSecret "key" $v.database.urlKey) }}
{{- if $v.webhooks.enabled }}
{{- $all = append $all (dict "name" "WEBHOOK_SECRET" "secret" $v.webhooks.existingSecret "key" $v.webhooks.secretKey) }}
{{- end }}
{{- if $v.hub.enabled }}
{{- $all = append $all (dict "name" "HF_TOKEN" "secret" $v.hub.existingSecret "key" $v.hub.tokenKey) }}
{{- end }}
{{- end }}
{{- if ne .component "diffusion-worker" }}
{{- $all = append $all (dict "name" "LLM_WORKER_TOKEN" "secret" $v.llmWorkerToken.existingSecret "key" $v.llmWorkerToken.key) }}
{{- end }}
{{- if eq .component "llm-worker" }}
{{- if and $v.remoteChat.enabled $v.remoteChat.hasKey }}
{{- $all = append $all (dict "name" "REMOTE_CHAT_API_KEY" "secret" $v.remoteChat.existingSecret "key" $v.remoteChat.apiKeyKey) }}
{{- end }}
{{- else }}
{{- $all = append $all (dict "name" "REDIS_URL" "secret" $v.redis.existingSecret "key" $v.redis.urlKey) }}
{{- $all = append $all (dict "name" "S3_ACCESS_KEY_ID" "secret" $v.s3.existingSecret "key" $v.s3.accessKeyIdKey) }}
{{- $all = append $all (dict "name" "S3_SECRET_ACCESS_KEY" "secret" $v.s3.existingSecret "key" $v.s3.secretAccessKeyKey) }}
{{- end }}
{{- if and $v.tracing.endpoint $v.tracing.hasHeaders }}
{{- $all = append $all (dict "name" "OTEL_EXPORTER_OTLP_HEADERS" "secret" $v.tracing.existingSecret "key" $v.tracing.headersKey) }}
{{- end }}
{{- toJson $all }}
{{- end }}

{{/* Settings of a process, of { root, component, part }; the part's own come last and win. */}}
{{- define "atelier.settings" -}}
{{- $v := .root.Values }}
{{- $isWorker := ne .component "gateway" }}
{{- $all := dict "MODELS_DIR" "/app/data/models" "OFFLINE" (toString $v.models.offline) }}
{{- if and $v.models.chat (ne .component "diffusion-worker") }}
{{- $_ := set $all "CHAT_MODEL" $v.models.chat }}
{{- end }}
{{- if and $v.models.image (ne .component "llm-worker") }}
{{- $_ := set $all "IMAGE_MODEL" $v.models.image }}
{{- end }}
{{- if $v.metrics.enabled }}
{{- $_ := set $all "METRICS_HOST" "0.0.0.0" }}
{{- $_ := set $all "METRICS_PORT" (toString $v.metrics.port) }}
{{- end }}
{{- if $v.tracing.endpoint }}
{{- $_ := set $all "OTEL_EXPORTER_OTLP_ENDPOINT" $v.tracing.endpoint }}
{{- $_ := set $all "OTEL_TRACES_SAMPLER_ARG" (toString $v.tracing.share) }}
{{- end }}
{{- if ne .component "llm-worker" }}
{{- if $v.s3.endpoint }}
{{- $_ := set $all "S3_ENDPOINT" $v.s3.endpoint }}
{{- end }}
{{- $_ := set $all "S3_BUCKET" $v.s3.bucket }}
{{- $_ := set $all "S3_REGION" $v.s3.region }}
{{- end }}
{{- if eq .component "gateway" }}
{{- $_ := set $all "HOST" "0.0.0.0" }}
{{- $_ := set $all "PORT" "8080" }}
{{- $_ := set $all "AUTH_MODE" "api-key" }}
{{- $_ := set $all "LLM_WORKER_URLS" (include "atelier.llmWorkerUrls" .root) }}
{{- $_ := set $all "USE_MOCKS" (toString $v.mocks) }}
{{- if not $v.models.persistence.enabled }}
{{- $_ := set $all "MODELS_AUTO_DOWNLOAD" "false" }}
{{- end }}
{{- end }}
{{- if eq .component "llm-worker" }}
{{- $_ := set $all "HOST" "0.0.0.0" }}
{{- $_ := set $all "PORT" "8081" }}
{{- end }}
{{- if $isWorker }}
{{- $_ := set $all "OPENVINO_CACHE_DIR" "/app/data/cache" }}
{{- $_ := set $all "ENGINE" (ternary "mock" "auto" $v.mocks) }}
{{- end }}
{{- if and $v.remoteChat.enabled (eq .component "llm-worker") }}
{{- $_ := set $all "ENGINE" "remote" }}
{{- end }}
{{- toJson (merge (dict) .part.settings $all) }}
{{- end }}

{{- define "atelier.env" -}}
{{- range $name, $value := include "atelier.settings" . | fromJson }}
- name: {{ $name }}
  value: {{ toString $value | quote }}
{{- end }}
{{- range include "atelier.secrets" . | fromJsonArray }}
- name: {{ .name }}_FILE
  value: /run/secrets/atelier/{{ .name }}
{{- end }}
{{- end }}

{{- define "atelier.mounts" -}}
- name: secrets
  mountPath: /run/secrets/atelier
  readOnly: true
- name: models
  mountPath: /app/data/models
  {{- if ne .component "gateway" }}
  readOnly: true
  {{- end }}
- name: tmp
  mountPath: /tmp
{{- if ne .component "gateway" }}
- name: cache
  mountPath: /app/data/cache
{{- end }}
{{- end }}

{{- define "atelier.volumes" -}}
{{- $v := .root.Values }}
- name: secrets
  projected:
    # Read by the group of the process alone.
    defaultMode: 0440
    sources:
      {{- range include "atelier.secrets" . | fromJsonArray }}
      - secret:
          name: {{ .secret | default $v.existingSecret }}
          items:
            - key: {{ .key }}
              path: {{ .name }}
      {{- end }}
- name: models
  {{- if $v.models.persistence.enabled }}
  persistentVolumeClaim:
    claimName: {{ $v.models.persistence.existingClaim | default (printf "%s-models" (include "atelier.fullname" .root)) }}
  {{- else }}
  emptyDir: {}
  {{- end }}
- name: tmp
  emptyDir:
    sizeLimit: 1Gi
{{- if ne .component "gateway" }}
- name: cache
  emptyDir:
    sizeLimit: 8Gi
{{- end }}
{{- end }}

{{- define "atelier.metricsPort" -}}
{{- if .Values.metrics.enabled }}
- name: metrics
  containerPort: {{ .Values.metrics.port }}
{{- end }}
{{- end }}
