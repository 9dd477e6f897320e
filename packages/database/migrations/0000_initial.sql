CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"user_label" text NOT NULL,
	"title" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversations_id_owner" UNIQUE("id","owner_id"),
	CONSTRAINT "conversations_user_label_length" CHECK (char_length("conversations"."user_label") between 1 and 128)
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"owner_id" uuid NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"status_code" integer,
	"body" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pk" PRIMARY KEY("owner_id","key"),
	CONSTRAINT "idempotency_keys_key_length" CHECK (char_length("idempotency_keys"."key") between 1 and 255),
	CONSTRAINT "idempotency_keys_fingerprint_length" CHECK (char_length("idempotency_keys"."fingerprint") <= 128),
	CONSTRAINT "idempotency_keys_status_code_range" CHECK ("idempotency_keys"."status_code" between 100 and 599)
);
--> statement-breakpoint
CREATE TABLE "image_jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"user_label" text NOT NULL,
	"conversation_id" uuid,
	"request_id" text NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"settings" jsonb NOT NULL,
	"warnings" jsonb NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"step" integer DEFAULT 0 NOT NULL,
	"steps" integer NOT NULL,
	"error" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "image_jobs_id_owner" UNIQUE("id","owner_id"),
	CONSTRAINT "image_jobs_user_label_length" CHECK (char_length("image_jobs"."user_label") between 1 and 128),
	CONSTRAINT "image_jobs_request_id_length" CHECK (char_length("image_jobs"."request_id") <= 128),
	CONSTRAINT "image_jobs_status_known" CHECK ("image_jobs"."status" in ('queued', 'loading', 'running', 'decoding', 'saving', 'succeeded', 'failed', 'cancelled')),
	CONSTRAINT "image_jobs_generation_range" CHECK ("image_jobs"."generation" >= 0),
	CONSTRAINT "image_jobs_fence_range" CHECK ("image_jobs"."fence" >= 0),
	CONSTRAINT "image_jobs_step_range" CHECK ("image_jobs"."step" between 0 and "image_jobs"."steps"),
	CONSTRAINT "image_jobs_steps_range" CHECK ("image_jobs"."steps" >= 1),
	CONSTRAINT "image_jobs_finished" CHECK (("image_jobs"."finished_at" is null) = ("image_jobs"."status" not in ('succeeded', 'failed', 'cancelled'))),
	CONSTRAINT "image_jobs_error" CHECK (("image_jobs"."error" is not null) = ("image_jobs"."status" = 'failed'))
);
--> statement-breakpoint
CREATE TABLE "images" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"key" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"seed" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "images_job_index" UNIQUE("job_id","index"),
	CONSTRAINT "images_index_range" CHECK ("images"."index" >= 0),
	CONSTRAINT "images_key_length" CHECK (char_length("images"."key") between 1 and 200),
	CONSTRAINT "images_sha256_form" CHECK ("images"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "images_bytes_range" CHECK ("images"."bytes" >= 1),
	CONSTRAINT "images_size_range" CHECK ("images"."width" >= 1 and "images"."height" >= 1),
	CONSTRAINT "images_seed_range" CHECK ("images"."seed" between 0 and 4294967295)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"job_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_job_id_unique" UNIQUE("job_id")
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"role" text NOT NULL,
	"content" text NOT NULL,
	"model" text,
	"image_job_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "messages_seq" UNIQUE("conversation_id","seq"),
	CONSTRAINT "messages_role" CHECK ("messages"."role" in ('user', 'assistant')),
	CONSTRAINT "messages_seq_positive" CHECK ("messages"."seq" >= 1)
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_name_unique" UNIQUE("name"),
	CONSTRAINT "users_name_length" CHECK (char_length("users"."name") between 1 and 128)
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD CONSTRAINT "image_jobs_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "image_jobs" ADD CONSTRAINT "image_jobs_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_job" FOREIGN KEY ("job_id","owner_id") REFERENCES "public"."image_jobs"("id","owner_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_job_id_image_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."image_jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_image_job_id_image_jobs_id_fk" FOREIGN KEY ("image_job_id") REFERENCES "public"."image_jobs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "messages" ADD CONSTRAINT "messages_conversation" FOREIGN KEY ("conversation_id","owner_id") REFERENCES "public"."conversations"("id","owner_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_latest" ON "conversations" USING btree ("owner_id","user_label","updated_at","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "image_jobs_newest" ON "image_jobs" USING btree ("owner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "image_jobs_conversation" ON "image_jobs" USING btree ("conversation_id") WHERE "image_jobs"."conversation_id" is not null;--> statement-breakpoint
CREATE INDEX "image_jobs_waiting" ON "image_jobs" USING btree ("created_at","id") WHERE "image_jobs"."status" = 'queued';--> statement-breakpoint
CREATE INDEX "image_jobs_unfinished" ON "image_jobs" USING btree ("id") WHERE "image_jobs"."status" not in ('succeeded', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX "image_jobs_unfinished_of_owner" ON "image_jobs" USING btree ("owner_id") WHERE "image_jobs"."status" not in ('succeeded', 'failed', 'cancelled');--> statement-breakpoint
CREATE INDEX "image_jobs_status" ON "image_jobs" USING btree ("status");--> statement-breakpoint
CREATE INDEX "messages_image_job" ON "messages" USING btree ("image_job_id") WHERE "messages"."image_job_id" is not null;